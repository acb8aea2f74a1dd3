// SPDX-License-Identifier: Apache-2.0
// Defines the derivative of the Hurwitz zeta function by its exponent.
#pragma once

#include "aleator/graph/scalar/dual.h"
#include "aleator/graph/scalar/polygamma.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace aleator::scalar {

/// The derivative of zeta(s, q) by s, -sum of log(q + k) (q + k)^-s over k = 0, 1, ..., for s > 1
/// and q > 0; -inf at s = 1, NaN elsewhere. By Euler's and Maclaurin's formula, differentiated.
inline double zeta_gradient_s(double s, double q) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  if (!(s >= 1) || !(q > 0) || s == kInf || q == kInf)
    return s >= 1 && q > 1 ? 0 : std::numeric_limits<double>::quiet_NaN();
  if (s == 1) return -kInf;
  double sum = 0;
  for (int k = 0; k < kZetaTerms<double>; ++k) {
    const double log_term = std::log(q + k);
    sum -= log_term * std::exp(-s * log_term);
  }
  const double w = q + kZetaTerms<double>, inverse = 1 / w, log_w = std::log(w);
  // Beyond s = 8 w the correction is negligible but would diverge.
  const Dual exponent(std::min(s, 8 * w), s < 8 * w ? 1 : 0);
  Dual power = exponent * Dual(inverse * inverse), tail(0);
  for (std::size_t j = 0; j < sizeof(kEulerMaclaurin.for_double) / sizeof(double); ++j) {
    const double odd = 2 * static_cast<double>(j) + 1;
    tail = tail + Dual(kEulerMaclaurin.for_double[j]) * power;
    power = power * ((exponent + Dual(odd)) * Dual(inverse)) *
            ((exponent + Dual(odd + 1)) * Dual(inverse));
  }
  const Dual gap(s - 1, 1);
  tail = Dual(1) / gap + (Dual(0.5 * inverse) + tail);
  return sum + std::exp((1 - s) * log_w) * (tail.d - log_w * tail.v);
}

}  // namespace aleator::scalar
