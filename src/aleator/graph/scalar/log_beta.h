// SPDX-License-Identifier: Apache-2.0
// Defines scalar kernels of the logarithm of the beta function and of its derivative.
#pragma once

#include "aleator/graph/scalar/basis.h"
#include "aleator/graph/scalar/gamma_coefficients.h"

#include <initializer_list>

namespace aleator::scalar {

/// What Stirling's formula leaves of lgamma(x), for x >= 2.5.
template <class T>
T stirling_rest(const T& x) {
  const T inverse = constant<T>(1.0) / x;
  return inverse * polynomial(inverse * inverse, kStirling);
}

/// log(B(a, b)) = lgamma(a) + lgamma(b) - lgamma(a + b) for a, b > 0; inf where one is 0, -inf
/// where one is inf and both are positive, NaN elsewhere.
///
/// With s <= l the arguments, n = s + l and r = s / l, by Stirling's formula with its rest c:
///   lgamma(l) - lgamma(n) = s - (l - 1/2) log1p(r) - s log(n) + c(l) - c(n)
/// so that nothing large cancels. A small l is shifted above 2.5 first, for (n)_3 / (l)_3;
/// lgamma(s) is the rational function of lgamma_positive below s = 2.5, Stirling's formula above,
/// where its leading terms are combined with the others: (s - 1/2) log(r / (1 + r)) - l log1p(r).
/// In double only.
template <class T>
T lbeta(const T& a, const T& b) {
  const T zero = constant<T>(0.0), half = constant<T>(0.5), one = constant<T>(1.0),
          two = constant<T>(2.0), bound = constant<T>(2.5);
  const auto is_less = a < b;
  const T s = select(is_less, a, b), l = select(is_less, b, a), n = s + l;
  const auto is_large = s >= bound;
  const auto is_shifted = l < bound;
  const T far = select(is_shifted, l + constant<T>(3.0), l), far_n = far + s, r = s / far;
  const T log_ratio = log1p(r);
  const T rest = stirling_rest(far) - stirling_rest(far_n);
  // lgamma(s) + log(shift), of small s.
  const T shift = (n / l) * ((n + one) / (l + one)) * ((n + two) / (l + two));
  const auto is_tiny = s < half;
  const auto is_below = s < constant<T>(1.25);
  const T t = select(is_tiny, s, s - select(is_below, one, two));
  const T u = t + constant<T>(0.75);
  const T near_two = t * rational(u, kLgammaNearTwoNumerator, kLgammaNearTwoDenominator);
  const T reduced = select(is_below, select(is_tiny, s * (s + one), s), one);
  const T first = log(select(is_large, r / (one + r), far_n));
  const T second = log(select(is_large, far, select(is_shifted, shift, one)));
  // The larger terms, with what their sums lose.
  const T log_shift = near_two + second, log_s = log(reduced), from_l = (far - half) * log_ratio,
          from_n = s * first;
  T small = log_shift, lost = constant<T>(0.0);
  for (const T& term : {-log_s, s, -from_l, -from_n}) {
    const T next = small + term, added = next - small;
    lost = lost + ((small - (next - added)) + (term - added));
    small = next;
  }
  small = small + (lost + rest);
  const T half_log_two_pi = constant<T>(0.91893853320467274178);
  const T large = (half_log_two_pi - half * second + (stirling_rest(s) + rest)) +
                  ((s - half) * first - far * log_ratio);
  const auto is_positive = both(a > zero, b > zero);
  const auto is_pole = either(a == zero, b == zero);
  const T outside = select(is_pole, infinity<T>(), not_a_number<T>());
  const T inside = select(l == infinity<T>(), -infinity<T>(), select(is_large, large, small));
  return select(is_positive, inside, outside);
}

}  // namespace aleator::scalar
