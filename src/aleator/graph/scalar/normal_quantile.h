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

/// erfinv(x) for |x| <= 0.85.
template <class T>
T erfinv_central(const T& x) {
  const T u =
      constant<T>(0.75) - x * x;  // powers of u, unlike those of x^2, have positive coefficients
  return x * rational(u, kErfinvCentralNumerator, kErfinvCentralDenominator);
}

/// erfcinv(exp(-w)) for 1.89 <= w <= 756 (float 110), and inf at w = inf.
template <class T>
T erfc_quantile(const T& w) {
  const T r = sqrt(w);
  const T near_u = r - constant<T>(1.375);
  const T near = rational(near_u, kErfcQuantileNearNumerator, kErfcQuantileNearDenominator);
  const T far_u = r - constant<T>(5.0);
  const T far = rational(far_u, kErfcQuantileFarNumerator, kErfcQuantileFarDenominator);
  const T gap = select(r < constant<T>(5.0), near, far);
  return select(w == infinity<T>(), r, r - gap);
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

/// The t with erf(t) = x, given |t| from the tail beyond it for where that is small.
template <class T>
T erf_quantile(const T& x, const T& tail_quantile) {
  const T tail = select(x < constant<T>(0.0), -tail_quantile, tail_quantile);
  return select(abs(x) < constant<T>(kErfinvCentral), erfinv_central(x), tail);
}

/// The inverse of erf; +-inf at +-1, NaN beyond.
/// k = 1.4 / 1.1.
template <class T>
T erfinv(const T& x) {
  return erf_quantile(x, erfc_quantile(-log(constant<T>(1.0) - abs(x))));
}

/// The inverse of erfc, relatively accurate for arguments down to the subnormals; inf at 0, -inf at
/// 2, NaN outside.
/// k = 1.3 / 1.4.
template <class T>
T erfcinv(const T& z) {
  return erf_quantile(constant<T>(1.0) - z, erfc_quantile(-log(smaller(z, constant<T>(2.0) - z))));
}

/// The standard normal quantile, the inverse of ndtr; -inf at 0, inf at 1, NaN outside.
/// k = 1.9 / 1.5.
template <class T>
T ndtri(const T& p) {
  const T z = p + p;
  const T tail = erfc_quantile(-log(smaller(z, constant<T>(2.0) - z)));
  return constant<T>(kSqrtTwo) * erf_quantile(z - constant<T>(1.0), tail);
}

/// ndtri(exp(log_p)) for all log_p <= 0, however small exp(log_p) or 1 - exp(log_p); NaN above 0.
/// k = 2.5 / 2.5.
template <class T>
T ndtri_exp(const T& log_p) {
  const T log_two = constant<T>(kLogTwo);
  const T w = -(select(log_p < -log_two, log_p, log1mexp(log_p)) + log_two);
  const T tail =
      select(w > constant<T>(750.0, 108.0), erfc_quantile_asymptotic(w), erfc_quantile(w));
  const T x = (constant<T>(2.0) * exp(log_p)) - constant<T>(1.0);
  const T quantile = constant<T>(kSqrtTwo) * erf_quantile(x, tail);
  return select(log_p <= constant<T>(0.0), quantile, not_a_number<T>());
}

}  // namespace aleator::scalar
