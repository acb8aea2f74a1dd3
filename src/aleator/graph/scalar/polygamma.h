// SPDX-License-Identifier: Apache-2.0
// Defines scalar kernels of the Hurwitz zeta function and of the polygamma functions of any order.
#pragma once

#include "aleator/graph/scalar/gamma.h"

namespace aleator::scalar {

/// Terms summed directly, and the Euler-Maclaurin coefficients B(2j) / (2j)! of the correction
/// behind them: the truncation error is at most 1.4e-18 (float 4e-11) of the sum.
template <class T>
inline constexpr int kZetaTerms = is_double<T> ? 9 : 5;
inline constexpr Coefficients<9, 5> kEulerMaclaurin = {
    {0.083333333333333333, -0.0013888888888888889, 3.3068783068783069e-5, -8.2671957671957672e-7,
     2.0876756987868099e-8, -5.2841901386874932e-10, 1.3382536530684679e-11,
     -3.3896802963225829e-13, 8.5860620562778446e-15},
    {0.0833333333f, -0.00138888889f, 3.30687831e-5f, -8.26719577e-7f, 2.08767570e-8f}};

/// w^(s-1) times the sum of (w + k)^-s over k = 0, 1, ..., for w no less than kZetaTerms.
template <class T>
T euler_maclaurin_tail(const T& s, const T& w) {
  const T inverse = constant<T>(1.0) / w;
  // Beyond s = 8 w the tail is negligible beside the terms summed directly, but the series would
  // diverge.
  const T limited = smaller(s, constant<T>(8.0) * w);
  const auto& c = in_precision_of<T>(kEulerMaclaurin);
  T power = limited * inverse * inverse;  // s (s + 1) ... (s + 2j) / w^(2j + 2)
  T sum = T(c[0]) * power;
  for (std::size_t j = 1; j < sizeof(c) / sizeof(c[0]); ++j) {
    const T odd = constant<T>(2.0 * static_cast<double>(j) - 1.0);
    const T even = constant<T>(2.0 * static_cast<double>(j));
    power = power * ((limited + odd) * inverse) * ((limited + even) * inverse);
    sum = sum + T(c[j]) * power;
  }
  return constant<T>(1.0) / (s - constant<T>(1.0)) + (constant<T>(0.5) * inverse + sum);
}

/// The Hurwitz zeta function, the sum of (q + k)^-s over k = 0, 1, ..., for finite s > 1, q >= 0.
///
/// inf at q = 0 and at s = 1; NaN for s < 1 and for q < 0.
/// k = 0.7 / 1.2.
template <class T>
T zeta(const T& s, const T& q) {
  const T zero = constant<T>(0.0);
  const T one = constant<T>(1.0);
  T sum = zero;
  for (int k = 0; k < kZetaTerms<T>; ++k) {
    sum = sum + exp(-s * log(q + constant<T>(k)));
  }
  const T w = q + constant<T>(kZetaTerms<T>);
  const T value = sum + exp((one - s) * log(w)) * euler_maclaurin_tail(s, w);
  const auto is_outside = either(s < one, q < zero);
  return select(is_outside, not_a_number<T>(), select(q == infinity<T>(), zero, value));
}

/// factor base^n for an integer 0 <= n < 256, by repeated squaring over the bits of n.
template <class T>
T times_power(const T& factor, T base, T n) {
  const T half = constant<T>(0.5);
  T result = factor;
  for (int bit = 0; bit < 8; ++bit) {
    const T rest = floor(n * half);
    result = select(rest + rest < n, result * base, result);
    base = base * base;
    n = rest;
  }
  return result;
}

/// n! / (n / e)^n for a positive integer n.
template <class T>
T factorial_over_power(const T& n) {
  const T inverse = constant<T>(1.0) / n;
  const T stirling = inverse * polynomial(inverse * inverse, kStirling);
  const T large = sqrt(constant<T>(6.2831853071795864769) * n) * exp(stirling);
  const T small = select(n < constant<T>(1.5), constant<T>(2.7182818284590452354),
                         constant<T>(3.6945280494653251136));
  return select(n < constant<T>(2.5), small, large);
}

/// The n-th derivative of digamma for an integer 2 <= n < 256 and x >= 0: (-1)^(n+1) n! zeta(n + 1,
/// x).
///
/// Each term is (n - 1)! / (x + k)^n times n / (x + k); the first factor, computed from the powers
/// of n / (e (x + k)), overflows no sooner than the sum.
template <class T>
T polygamma_positive(const T& n, const T& x) {
  const T factor = factorial_over_power(n) / n;
  const T over_e = n * constant<T>(0.36787944117144232160);
  T sum = constant<T>(0.0);
  for (int k = 0; k < kZetaTerms<T>; ++k) {
    const T y = x + constant<T>(k);
    sum = sum + times_power(factor, over_e / y, n) * (n / y);
  }
  const T w = x + constant<T>(kZetaTerms<T>);
  const T tail = n * euler_maclaurin_tail(n + constant<T>(1.0), w);
  sum = sum + times_power(factor, over_e / w, n) * tail;
  const T half_n = n * constant<T>(0.5);
  return select(floor(half_n) == half_n, -sum, sum);
}

/// The n-th derivative of digamma, for an integer order 0 <= n < 256 given as a value.
///
/// Orders 0 and 1 are digamma and trigamma on the whole axis. Higher orders need x >= 0, with
/// (-1)^(n+1) inf at 0 and 0 at inf; they are NaN for x < 0. NaN for any other n.
/// k = 1.5 / 2.2.
template <class T>
T polygamma(const T& n, const T& x) {
  const T zero = constant<T>(0.0);
  const T one = constant<T>(1.0);
  const auto is_order = both(both(n >= zero, n < constant<T>(256.0)), floor(n) == n);
  const T high = select(x >= zero, polygamma_positive(n, x), not_a_number<T>());
  const T value = select(n == zero, digamma(x), select(n == one, trigamma(x), high));
  return select(is_order, value, not_a_number<T>());
}

}  // namespace aleator::scalar
