// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/start.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <algorithm>
#include <cmath>

namespace aleator::mcmc {

std::vector<std::string> checked_names(const char* who, const std::vector<std::string>& names,
                                       std::size_t num_parts) {
  if (!names.empty() && names.size() != num_parts) {
    throw ValueError(
        text(who, ": ", names.size(), " names for ", num_parts, " parts of current_state"));
  }
  for (auto name = names.begin(); name != names.end(); ++name) {
    if (std::find(names.begin(), name, *name) != name) {
      throw ValueError(
          text(who, ": the name '", *name, "' is given to two parts; names must differ"));
    }
  }
  if (!names.empty()) return names;
  std::vector<std::string> numbered;
  for (std::size_t i = 0; i < num_parts; ++i) numbered.push_back(text("x", i));
  return numbered;
}

bool is_all_finite(const Array& x) {
  for (const double value : x.values()) {
    if (!std::isfinite(value)) return false;
  }
  return true;
}

std::pair<Array, Layout> start_of(const char* who, const Arrays& current_state,
                                  const std::vector<std::string>& names, const KernelRules& rules) {
  Layout layout{checked_names(who, names, current_state.size()), {}, float64};
  Dtype dtype = float64;
  bool is_weak = true;
  for (const Array& part : current_state) {
    const PromotedDtype joined =
        promote(dtype, is_weak, as_floating(part).dtype(), part.is_weak(), who);
    dtype = joined.dtype;
    is_weak = joined.is_weak;
  }
  layout.dtype = dtype;
  Arrays user;
  for (const Array& part : current_state) user.push_back(astype(as_floating(part), dtype));
  const Arrays parts = rules.unconstrain(user);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    layout.shapes.push_back(parts[i].shape());
    if (!is_all_finite(parts[i])) {
      throw ValueError(text(who, ": current_state of '", layout.names[i], "' is ", current_state[i],
                            ", which lies outside the range of its bijector or is not finite"));
    }
  }
  if (layout.size() == 0)
    throw ValueError(text(who, ": current_state has no numbers, so there is nothing to sample"));
  return {layout.ravel(parts), layout};
}

void check_parameters(const char* who, const Parameters& parameters, const Layout& layout) {
  const auto check = [&](const char* name, const Array& x) {
    if (x.rank() == 0 || x.shape() == Shape{1} || x.shape() == Shape{layout.size()}) return;
    throw ShapeError(text(who, ": ", name, " must be a scalar or have one entry per coordinate, ",
                          Shape{layout.size()}, ", got shape ", x.shape()));
  };
  check("step_size", parameters.step_size);
  check("inverse_metric", parameters.inverse_metric);
}

void check_start(const char* who, const Target& target, const Array& position) {
  const auto [value, gradient] = target.value_and_gradient(position);
  if (!std::isfinite(value.item())) {
    throw ValueError(text(who, ": the log density at current_state is ", value, ": ",
                          target.explain_not_finite(position),
                          "; start where every term is finite"));
  }
  const std::vector<double> slopes = gradient.values();
  for (std::size_t i = 0; i < slopes.size(); ++i) {
    if (std::isfinite(slopes[i])) continue;
    throw ValueError(text(who, ": the derivative of the log density by ",
                          target.layout().name_of(static_cast<std::int64_t>(i)),
                          " at current_state is ", slopes[i], "; start where it is finite"));
  }
}

}  // namespace aleator::mcmc
