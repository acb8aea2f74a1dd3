// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/parts/options.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <cmath>

namespace aleator::mcmc {

void check_step_size(const char* who, const Array& step_size) {
  if (!step_size.is_known()) return;
  for (const double value : step_size.values()) {
    if (!(value > 0 && std::isfinite(value)))
      throw ValueError(text(who, ": step_size must be positive and finite, got ", value));
  }
}

Array raveled(const char* who, const char* function, const Layout& layout, const Arrays& parts) {
  if (parts.size() != layout.shapes.size()) {
    throw ShapeError(text(who, ": ", function, " must return ", layout.shapes.size(),
                          " parts, as the state has, got ", parts.size()));
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].shape() != layout.shapes[i]) {
      throw ShapeError(text(who, ": ", function, " must return shape ", layout.shapes[i],
                            " for part '", layout.names[i], "', got ", parts[i].shape()));
    }
  }
  return layout.ravel(parts);
}

Parameters parameters_of(const KernelRules& rules, Dtype dtype) {
  Parameters parameters = rules.parameters();
  visit_leaves<Array>(parameters, [&](Array& x) { x = astype(x, dtype); });
  return parameters;
}

}  // namespace aleator::mcmc
