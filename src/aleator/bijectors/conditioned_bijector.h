// SPDX-License-Identifier: Apache-2.0
// Defines how a network says which bijector acts on numbers: what flows share.
#pragma once

#include "aleator/base/callable.h"
#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y = exp(log_scale) x + shift.
struct ShiftAndLogScale {
  ShiftAndLogScale(const Array& shift, const Array& log_scale)
      : shift(shift), log_scale(log_scale) {}
  /// Both from one array, whose last axis holds the two: what networks return. ShapeError where its
  /// length is not 2.
  ShiftAndLogScale(const Array& both);
  Array shift, log_scale;
};

/// The map of numbers that these parameters give.
Bijector shift_and_scale(const ShiftAndLogScale& parameters);

/// Throws ValueError unless exactly one of a flow's two options is given.
void check_one_function(const char* who, bool has_shift_and_log_scale_fn, bool has_bijector_fn);

}  // namespace aleator::bijectors
