// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/conditioned_bijector.h"

#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/chain.h"
#include "aleator/bijectors/scale.h"
#include "aleator/bijectors/shift.h"

namespace aleator::bijectors {

ShiftAndLogScale separated(const Array& both) {
  const std::int64_t last = both.rank() - 1;
  if (last < 0 || both.dim(last) != 2)
    throw ShapeError(
        text("shift_and_log_scale_fn: one array of shifts and log scales needs a last "
             "axis of length 2, got shape ",
             both.shape()));
  return {.shift = squeeze(slice_axis(both, last, 0, 1), last),
          .log_scale = squeeze(slice_axis(both, last, 1, 2), last)};
}

Bijector shift_and_scale(const ShiftAndLogScale& parameters) {
  return Chain({Shift(parameters.shift), Scale({.log_scale = parameters.log_scale})});
}

void check_one_function(const char* who, bool has_shift_and_log_scale_fn, bool has_bijector_fn) {
  if (has_shift_and_log_scale_fn != has_bijector_fn) return;
  throw ValueError(text(who, ": give exactly one of shift_and_log_scale_fn and bijector_fn"));
}

}  // namespace aleator::bijectors
