// SPDX-License-Identifier: Apache-2.0
// Defines the scalar kernel of the difference of two digamma functions.
#pragma once

#include "aleator/graph/scalar/basis.h"
#include "aleator/graph/scalar/gamma_coefficients.h"

#include <cstddef>
#include <iterator>

namespace aleator::scalar {

/// digamma(a) - digamma(a + b) for a > 0 and b >= 0, without cancellation; -inf at a = 0 < b and at
/// b = inf, 0 at a = inf, NaN elsewhere. In double only.
///
/// A small a is shifted above 3 term by term, b / (a (a + b)) each; there the asymptotic series, in
/// powers of u = a^-2 and v = (a + b)^-2, are subtracted term by term. All parts are negative, or
/// small against the others.
template <class T>
T digamma_difference(const T& a, const T& b) {
  const T zero = constant<T>(0.0), one = constant<T>(1.0), bound = constant<T>(3.0);
  const auto is_shifted = a < bound;
  T sum = zero;
  for (int i = 0; i < 3; ++i) {
    const T from = a + constant<T>(i);
    sum = sum + b / (from + b) / from;
  }
  const T far = select(is_shifted, a + bound, a), total = far + b;
  const T of_far = one / far, of_total = one / total;
  const T ratio = b / far, step = ratio / total;
  const T u = of_far * of_far, v = of_total * of_total, gap = step * (of_far + of_total);
  const auto& coefficients = kDigammaLarge.for_double;
  T difference = gap, power = v, series = constant<T>(coefficients[0]) * gap;
  for (std::size_t k = 1; k < std::size(coefficients); ++k) {
    difference = u * difference + power * gap;  // u^(k+1) - v^(k+1)
    power = power * v;
    series = series + constant<T>(coefficients[k]) * difference;
  }
  const T inside =
      -(log1p(ratio) + (constant<T>(0.5) * step + series + select(is_shifted, sum, zero)));
  const auto is_far = a == infinity<T>(), is_wide = b == infinity<T>();
  const auto is_defined = both(a >= zero, b >= zero);
  const auto is_empty = either(both(is_far, is_wide), both(a == zero, b == zero));
  const auto is_low = either(a == zero, is_wide);
  const T value = select(is_far, zero, select(is_low, -infinity<T>(), inside));
  return select(both(is_defined, negated(is_empty)), value, not_a_number<T>());
}

}  // namespace aleator::scalar
