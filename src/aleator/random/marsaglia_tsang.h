// SPDX-License-Identifier: Apache-2.0
// Defines the acceptance of gamma draws: Marsaglia and Tsang (2000), "A simple method for
// generating gamma variables", for concentrations a >= 1. With d = a - 1/3, a normal number x and y
// = x / sqrt(9 d), the proposal is d (1 + y)^3.
#pragma once

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"

namespace aleator::random {

/// log(1 + y) - y + y^2/2 - y^3/3.
inline Array log1p_remainder(const Array& y) {
  Array sum = zeros_like(y);
  for (int k = 12; k >= 4; --k) sum = (k % 2 == 0 ? -1. : 1.) / k + y * sum;
  const Array is_small = abs(y) < 0.05;
  const Array large = where(is_small, 1., y);
  const Array direct =
      log1p(maximum(large, -1 + 0x1p-52)) - large * (1. - large * (0.5 - large / 3.));
  return where(is_small, square(square(y)) * sum, direct);
}

/// The logarithm of the acceptance probability, 3 d (log(1 + y) - y + y^2/2 - y^3/3) for y > -1: it
/// loses nothing however large a is.
inline Array log_gamma_acceptance(const Array& d, const Array& y) {
  return 3. * d * log1p_remainder(y);
}

/// Whether a uniform number u is below it, known without a logarithm: its series begins with -y^4/4
/// and is above -y^4 / (4 min(1 + y, 1)), so that the probability is above 1 - x^2 y^2 / (12 min(1
/// + y, 1)).
inline Array is_surely_accepted(const Array& u, const Array& x, const Array& y) {
  return 12. * (1. - u) * minimum(1. + y, 1.) > square(x * y);
}

}  // namespace aleator::random
