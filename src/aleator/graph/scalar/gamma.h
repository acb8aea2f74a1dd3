// SPDX-License-Identifier: Apache-2.0
// Defines scalar kernels of log-gamma and its first two derivatives.
#pragma once

#include "aleator/graph/scalar/basis.h"
#include "aleator/graph/scalar/gamma_coefficients.h"

namespace aleator::scalar {

/// |x - n| with n the integer nearest to x >= 0, exactly.
template <class T>
T distance_to_integer(const T& x) {
  const T fraction = x - floor(x);
  return select(fraction > constant<T>(0.5), constant<T>(1.0) - fraction, fraction);
}

/// sin(pi r) / pi for |r| <= 1/2, accurate also where it is subnormal.
template <class T>
T sin_pi_over_pi(const T& r) {
  return r * polynomial(r * r, kSinPi);
}

/// pi cot(pi r) for |r| <= 1/2, with full relative accuracy at +-1/2.
template <class T>
T pi_cot_pi(const T& r) {
  const T one = constant<T>(1.0), doubled = r + r, v = r * r;
  return (one - doubled) * (one + doubled) * polynomial(v, kCotPiNumerator) /
         (r * polynomial(v, kCotPiDenominator));
}

/// log(Gamma(x)) for x >= 0.
///
/// Below 2.5 it is shifted into [1.25, 2.5), where lgamma(2 + t) = t R(t) keeps the relative
/// accuracy at the roots 1 and 2 (the shift costs a logarithm that vanishes at 1 too); above it is
/// Stirling's series, refitted.
template <class T>
T lgamma_positive(const T& x) {
  const T one = constant<T>(1.0);
  const auto is_tiny = x < constant<T>(0.5);
  const auto is_shifted = x < constant<T>(1.25);
  const T t = select(is_tiny, x, x - select(is_shifted, one, constant<T>(2.0)));
  const T u = t + constant<T>(0.75);  // powers of u have positive coefficients only
  const T near_two = t * rational(u, kLgammaNearTwoNumerator, kLgammaNearTwoDenominator);
  const T log_x = log(select(is_tiny, x * (x + one), x));
  const T inverse = one / x;
  const T correction = inverse * polynomial(inverse * inverse, kStirling);
  const T half_log_two_pi_less_half = constant<T>(0.41893853320467274178);
  const T stirling =
      (x - constant<T>(0.5)) * (log_x - one) + (half_log_two_pi_less_half + correction);
  return select(x < constant<T>(2.5), select(is_shifted, near_two - log_x, near_two), stirling);
}

/// log|Gamma(x)|; inf at the nonpositive integers and at +-inf.
///
/// Negative x by reflection, log|Gamma(-a)| = -log(|sin(pi a)| / pi) - log(Gamma(1 + a)), except
/// around -2.61, where the value is near 0, its derivative is 0 too and the reflection cancels:
/// there a fit takes over.
/// k = 2.4 / 2.3.
template <class T>
T lgamma(const T& x) {
  const T zero = constant<T>(0.0);
  const T a = abs(x);
  const auto is_negative = x < zero;
  const T value = lgamma_positive(select(is_negative, constant<T>(1.0) + a, x));
  const T r = distance_to_integer(a);
  const T reflected = -log(sin_pi_over_pi(r)) - value;
  const T u = x + constant<T>(2.609375);
  const T at_dip = rational(u, kLgammaDipNumerator, kLgammaDipDenominator);
  const T negative = select(abs(u) < constant<T>(0.05), at_dip, reflected);
  const auto is_pole = either(r == zero, a == infinity<T>());
  return select(is_negative, select(is_pole, infinity<T>(), negative), value);
}

/// d log(Gamma(x)) / dx for x >= 0; relatively accurate at its root too.
template <class T>
T digamma_positive(const T& x) {
  const T one = constant<T>(1.0);
  const T inverse = one / x;
  const auto is_shifted = x < one;
  const T t = select(is_shifted, x, x - one);
  // The root less 1, as a sum of two numbers: the first is exact in t's precision.
  const T distance = (t - constant<T>(0.46163214496836225, 0.4616321325302124)) -
                     constant<T>(9.549995429965697e-17, 1.2438149938918909e-08);
  const T near_root =
      distance * rational(t, kDigammaNearRootNumerator, kDigammaNearRootDenominator);
  const T square = inverse * inverse;
  const T large =
      log_fraction(x) - (constant<T>(0.5) * inverse + square * polynomial(square, kDigammaLarge));
  const T value =
      select(x < constant<T>(3.0), select(is_shifted, near_root - inverse, near_root), large);
  return select(x == infinity<T>(), x, value);
}

/// The derivative of log|Gamma|. digamma(+0) = -inf, digamma(-0) = inf, NaN at negative integers
/// and at -inf.
///
/// Negative x by reflection: digamma(x) = digamma(1 - x) - pi cot(pi x).
/// k = 0.8 / 0.7.
template <class T>
T digamma(const T& x) {
  const T zero = constant<T>(0.0);
  const T one = constant<T>(1.0);
  const T a = abs(x);
  const auto is_negative = x < zero;
  const T value = digamma_positive(select(is_negative, one + a, x));
  const T floor_distance = a - floor(a);
  const T r = select(floor_distance > constant<T>(0.5), floor_distance - one, floor_distance);
  const T reflected = value + pi_cot_pi(r);
  return select(is_negative, select(r == zero, not_a_number<T>(), reflected), value);
}

/// trigamma for x >= 0.
template <class T>
T trigamma_positive(const T& x) {
  const T one = constant<T>(1.0);
  const T inverse = one / x;
  const T square = inverse * inverse;
  const auto is_shifted = x < one;
  const T t = select(is_shifted, x, x - one);
  const T fitted = rational(t, kTrigammaSmallNumerator, kTrigammaSmallDenominator);
  const T large =
      inverse + square * (constant<T>(0.5) + inverse * polynomial(square, kTrigammaLarge));
  return select(x < constant<T>(3.0), select(is_shifted, fitted + square, fitted), large);
}

/// The second derivative of log|Gamma|; inf at the nonpositive integers, 0 at inf, NaN at -inf.
///
/// Negative x by reflection: trigamma(x) = (pi / sin(pi x))^2 - trigamma(1 - x).
/// k = 2.7 / 2.6.
template <class T>
T trigamma(const T& x) {
  const T a = abs(x);
  const auto is_negative = x < constant<T>(0.0);
  const T value = trigamma_positive(select(is_negative, constant<T>(1.0) + a, x));
  const T sine = sin_pi_over_pi(distance_to_integer(a));
  return select(is_negative, constant<T>(1.0) / (sine * sine) - value, value);
}

}  // namespace aleator::scalar
