// SPDX-License-Identifier: Apache-2.0
// Defines the sum of the terms of a log density of which one outgrows the others in a tail.
#pragma once

#include "aleator/array/ops/elementwise.h"

namespace aleator::bijectors {

/// log_factor(z) - exponent(z), elementwise functions of z, where the exponent grows exponentially
/// when log_factor does: beyond 5e21 it alone is left, to double precision, and inf - inf does not
/// arise, neither in the value nor in derivatives. `inside` is some z with a moderate exponent.
template <class LogFactor, class Exponent>
Array tail_density(const Array& z, double inside, const LogFactor& log_factor,
                   const Exponent& exponent) {
  const Array is_far = exponent(z) > 5e21;
  const Array near = where(is_far, inside, z), far = where(is_far, z, inside);
  return where(is_far, -exponent(far), log_factor(near) - exponent(near));
}

}  // namespace aleator::bijectors
