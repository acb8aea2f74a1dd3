// SPDX-License-Identifier: Apache-2.0
// Defines the distribution function of the von Mises distribution and how it moves with the
// concentration.
#pragma once

#include "aleator/graph/scalar/bessel.h"
#include "aleator/graph/scalar/gauss_legendre.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace aleator::scalar {

namespace von_mises_detail {

inline constexpr double kPi = 3.1415926535897932385;

/// 2 sin(s/2)^2, which is 1 - cos(s).
inline double versine(double s) {
  const double sine = std::sin(0.5 * s);
  return 2 * sine * sine;
}

/// How far from t the density exp(concentration cos(t)) falls by exp(-40), or the way to pi.
inline double reach(double t, double concentration) {
  const double sine = std::sin(0.5 * t), square = sine * sine + 20 / concentration;
  return square < 1 ? 2 * std::asin(std::sqrt(square)) - t : kPi - t;
}

/// The integral of weight(t) exp(concentration (cos(t) - cos(start))) over t from `start` on,
/// 0 <= start, for the distance `width`.
template <class Weight>
double decay_integral(double start, double width, double concentration, Weight weight) {
  return integral(0, width, [&](double s) {
    const double fall = 2 * std::sin(start + 0.5 * s) * std::sin(0.5 * s);
    return weight(start + s) * std::exp(-concentration * fall);
  });
}

inline bool is_outside(double x, double concentration) {
  return std::isnan(x) || !(concentration >= 0) ||
         concentration == std::numeric_limits<double>::infinity();
}

/// 2 pi I_0(concentration) exp(-concentration).
inline double normalizer(double concentration) { return 2 * kPi * bessel_ive(0, concentration); }

/// The derivative by the concentration of the probability below -t, 0 <= t < pi, over the density
/// there. The derivative's integrand 1 - cos(t) - (its mean) changes sign once: it is integrated on
/// the side of that where it has one sign, since the whole integral is 0.
inline double slope_over_density(double t, double concentration) {
  const double mean = -log_bessel_ive_gradient_z(0, concentration);
  const auto weight = [&](double s) { return mean - versine(s); };
  if (versine(t) >= mean) return decay_integral(t, reach(t, concentration), concentration, weight);
  const double width = std::min(t, reach(0, concentration));
  const double inner = decay_integral(0, width, concentration, weight);
  return -inner * std::exp(concentration * versine(t));
}

}  // namespace von_mises_detail

/// The probability below x in [-pi, pi] under the density proportional to exp(concentration
/// cos(x)); 0 below, 1 above, NaN unless 0 <= concentration < inf.
///
/// The tail beyond |x| by Gauss-Legendre quadrature over where the density falls by exp(-40): its
/// relative accuracy is that of exp(concentration cos(x)).
inline double von_mises_cdf(double x, double concentration) {
  using namespace von_mises_detail;
  if (is_outside(x, concentration)) return std::numeric_limits<double>::quiet_NaN();
  const double t = std::abs(x);
  if (t >= kPi) return x > 0 ? 1 : 0;
  const double density = std::exp(-concentration * versine(t)) / normalizer(concentration);
  const double tail =
      density * decay_integral(t, reach(t, concentration), concentration, [](double) { return 1; });
  return x > 0 ? 1 - tail : tail;
}

/// The derivative of von_mises_cdf by the concentration.
inline double von_mises_cdf_gradient_concentration(double x, double concentration) {
  using namespace von_mises_detail;
  if (is_outside(x, concentration)) return std::numeric_limits<double>::quiet_NaN();
  const double t = std::abs(x);
  if (t >= kPi || t == 0) return 0;
  const double density = std::exp(-concentration * versine(t)) / normalizer(concentration);
  const double slope = slope_over_density(t, concentration) * density;
  return x > 0 ? -slope : slope;
}

/// The derivative by the concentration of a variate x whose probability is held.
inline double von_mises_implicit_gradient(double x, double concentration) {
  using namespace von_mises_detail;
  if (is_outside(x, concentration)) return std::numeric_limits<double>::quiet_NaN();
  const double t = std::abs(x);
  if (t >= kPi || t == 0) return 0;
  const double slope = slope_over_density(t, concentration);
  return x > 0 ? slope : -slope;
}

}  // namespace aleator::scalar
