// SPDX-License-Identifier: Apache-2.0
// Defines scalar kernels of the inverse error functions and of the standard normal quantile.
//
// All rest on two fits: erfinv(x) / x in 3/4 - x^2 for |x| <= 0.85, and erfcinv(exp(-r^2)) in r for
// the tails.
#pragma once

#include "aleator/graph/scalar/elementary.h"
#include "aleator/graph/scalar/normal_coefficients.h"

namespace aleator::scalar {

inline constexpr double kErfinvCentral = 0.85;
inline constexpr double kSqrtTwo = 1.41421356237309504880;

/// A quotient before the division, so that the choice between fits costs one division in all.
template <class T>
struct Quotient {
  T numerator, denominator;
};
template <class T, class N, class D>
Quotient<T> quotient(const T& x, const N& numerator, const D& denominator) {
  return {polynomial(x, numerator), polynomial(x, denominator)};
}
template <class Mask, class T>
Quotient<T> choose(const Mask& condition, const Quotient<T>& a, const Quotient<T>& b) {
  return {select(condition, a.numerator, b.numerator),
          select(condition, a.denominator, b.denominator)};
}

/// erfinv(x) / x for |x| <= 0.85.
template <class T>
Quotient<T> erfinv_central(const T& x) {
  const T u =
      constant<T>(0.75) - x * x;  // powers of u, unlike those of x^2, have positive coefficients
  return quotient(u, kErfinvCentralNumerator, kErfinvCentralDenominator);
}

/// r - erfcinv(exp(-r^2)) for 1.89 <= r^2 <= 756 (float 110).
template <class T>
Quotient<T> erfc_quantile_gap(const T& r) {
  const Quotient<T> near =
      quotient(T(r - constant<T>(1.375)), kErfcQuantileNearNumerator, kErfcQuantileNearDenominator);
  const Quotient<T> far =
      quotient(T(r - constant<T>(5.0)), kErfcQuantileFarNumerator, kErfcQuantileFarDenominator);
  return choose(r < constant<T>(5.0), near, far);
}

/// erfcinv(exp(-w)) for w >= 700 (float 100).
///
/// y = x^2 solves y = w + log(erfcx(sqrt(y))). With y = w (1 - v), v is a fixed point that
/// contracts by 1 / (2 w) a step; log erfcx is -log(pi y) / 2 plus the series of log(1 - a + 3 a^2
/// - 15 a^3 + ...), a = 1 / (2 y).
template <class T>
T erfc_quantile_asymptotic(const T& w) {
  const T one = constant<T>(1.0);
  const T half = constant<T>(0.5);
  const T log_pi = constant<T>(1.14472988584940017414);
  constexpr Coefficients<6, 4> kLogSeries = {{0.0, 1.0, -5.0 / 2, 37.0 / 3, -353.0 / 4, 4081.0 / 5},
                                             {0.0f, 1.0f, -2.5f, 37.0f / 3}};
  constexpr Coefficients<6, 4> kLog1pSeries = {{1.0, 1.0 / 2, 1.0 / 3, 1.0 / 4, 1.0 / 5, 1.0 / 6},
                                               {1.0f, 1.0f / 2, 1.0f / 3, 1.0f / 4}};
  const T inverse = one / w;
  const T base = half * (log(w) + log_pi);
  T v = base * inverse;
  for (int step = 0; step < 4; ++step) {
    const T a = half * inverse / (one - v);
    v = (base - half * v * polynomial(v, kLog1pSeries) + polynomial(a, kLogSeries)) * inverse;
  }
  return select(w == infinity<T>(), w, sqrt(w) * sqrt(one - v));
}

/// tail with the sign of x.
template <class T>
T with_sign(const T& tail, const T& x) {
  return select(x < constant<T>(0.0), -tail, tail);
}

/// The t with erf(t) = x, given w = -log(erfc(|t|)), which is used where |x| is near 1 and then
/// within the range of the fits.
template <class T>
T erf_quantile(const T& x, const T& w) {
  const T r = sqrt(w);
  const auto is_central = abs(x) < constant<T>(kErfinvCentral);
  const Quotient<T> q = choose(is_central, erfinv_central(x), erfc_quantile_gap(r));
  const T ratio = q.numerator / q.denominator;
  const T tail = select(w == infinity<T>(), r, r - ratio);
  return select(is_central, x * ratio, with_sign(tail, x));
}

/// The inverse of erf; +-inf at +-1, NaN beyond.
/// k = 1.4 / 1.1.
template <class T>
T erfinv(const T& x) {
  return erf_quantile(x, T(-log(constant<T>(1.0) - abs(x))));
}

/// The inverse of erfc, relatively accurate for arguments down to the subnormals; inf at 0, -inf at
/// 2, NaN outside.
/// k = 1.3 / 1.4.
template <class T>
T erfcinv(const T& z) {
  return erf_quantile(T(constant<T>(1.0) - z), T(-log(smaller(z, constant<T>(2.0) - z))));
}

/// The standard normal quantile, the inverse of ndtr; -inf at 0, inf at 1, NaN outside.
/// k = 1.9 / 1.5.
template <class T>
T ndtri(const T& p) {
  const T z = p + p;
  const T w = -log(smaller(z, constant<T>(2.0) - z));
  return constant<T>(kSqrtTwo) * erf_quantile(T(z - constant<T>(1.0)), w);
}

/// ndtri(exp(log_p)) for all log_p <= 0, however small exp(log_p) or 1 - exp(log_p); NaN above 0.
/// k = 2.5 / 2.5.
template <class T>
T ndtri_exp(const T& log_p) {
  const T log_two = constant<T>(kLogTwo);
  const T w = -(select(log_p < -log_two, log_p, log1mexp(log_p)) + log_two);
  const T x = (constant<T>(2.0) * exp(log_p)) - constant<T>(1.0);
  const T quantile =
      constant<T>(kSqrtTwo) * select(w > constant<T>(750.0, 108.0),
                                     with_sign(erfc_quantile_asymptotic(w), x), erf_quantile(x, w));
  return select(log_p <= constant<T>(0.0), quantile, not_a_number<T>());
}

}  // namespace aleator::scalar
