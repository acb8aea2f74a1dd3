// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/conditioned_bijector.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/chain.h"
#include "aleator/bijectors/scale.h"
#include "aleator/bijectors/shift.h"

namespace aleator::bijectors {

Bijector shift_and_scale(const ShiftAndLogScale& parameters) {
  return Chain({Shift(parameters.shift), Scale({.log_scale = parameters.log_scale})});
}

void check_one_function(const char* who, bool has_shift_and_log_scale_fn, bool has_bijector_fn) {
  if (has_shift_and_log_scale_fn != has_bijector_fn) return;
  throw ValueError(text(who, ": give exactly one of shift_and_log_scale_fn and bijector_fn"));
}

}  // namespace aleator::bijectors
