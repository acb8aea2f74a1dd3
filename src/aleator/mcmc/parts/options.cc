// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/parts/options.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator::mcmc {

void check_step_size(const char* who, const Array& step_size) {
  if (!step_size.is_known()) return;
  for (const double value : step_size.values()) {
    if (!(value > 0)) throw ValueError(text(who, ": step_size must be positive, got ", value));
  }
}

}  // namespace aleator::mcmc
