// SPDX-License-Identifier: Apache-2.0
// Defines the modified Bessel functions of the second kind: by Temme's series and recurrence for
// small arguments, Olver's expansion for large ones, and by quadrature between.
#include "aleator/graph/scalar/bessel.h"
#include "aleator/graph/scalar/bessel_quadrature.h"
#include "aleator/graph/scalar/bessel_temme.h"

#include <cmath>
#include <limits>

namespace aleator::scalar {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kHalfPi = 1.5707963267948966192;

bool is_small(double v, double x) { return x <= 1 && v <= 10; }

bool is_outside(double v, double x) { return !(v >= 0) || !(x >= 0) || (v == kInf && x == kInf); }

/// exp(log_scale) * factor, and x K_(v+1) / K_v.
struct SmallK {
  double log_scale;
  Dual factor, ratio;
};

/// K_v from K_m and K_(m+1), m the nearest of v - 1, v - 2, ... to 0, by the recurrence
/// x K_(m+2) / K_(m+1) = 2 (m + 1) + x^2 / (x K_(m+1) / K_m).
SmallK small_k(double v, double x) {
  const double steps = std::nearbyint(v), m = v - steps;
  const TemmePair pair = temme_pair(m, x);
  Dual ratio = pair.second / pair.first, factor = pair.first;
  for (int i = 0; i < static_cast<int>(steps); ++i) {
    factor = factor * ratio;
    ratio = Dual(2 * (m + i + 1), 2) + Dual(x * x) / ratio;
  }
  return {x - steps * std::log(x), factor, ratio};
}

/// exp(log_scale) * factor is exp(x) K.
struct Scaled {
  double log_scale, factor;
};
Scaled scaled_k(double v, double x) {
  if (is_small(v, x)) {
    const SmallK k = small_k(v, x);
    return {k.log_scale, k.factor.v};
  }
  const SaddlePoint at(v, x);
  if (at.r < kOlverRadius) return {-at.log_scale, quadrature_value(v, x, at)};
  return {-at.log_scale, std::sqrt(kHalfPi / at.r) * olver_sums(v, x, -1).value};
}

}  // namespace

double bessel_kve(double v, double x) {
  if (is_outside(v, x)) return kNan;
  if (x == 0 || v == kInf) return kInf;
  if (x == kInf) return 0;
  const Scaled k = scaled_k(v, x);
  // Half of the exponent at a time: the whole may overflow where the product does not.
  const double half = std::exp(0.5 * k.log_scale);
  return half * k.factor * half;
}

double log_bessel_kve(double v, double x) {
  if (is_outside(v, x)) return kNan;
  if (x == 0 || v == kInf) return kInf;
  if (x == kInf) return -kInf;
  const Scaled k = scaled_k(v, x);
  return k.log_scale + std::log(k.factor);
}

double log_bessel_kve_gradient_v(double v, double x) {
  if (is_outside(v, x)) return kNan;
  if (v == 0 || x == kInf) return 0;
  if (x == 0 || v == kInf) return kInf;
  if (is_small(v, x)) {
    const SmallK k = small_k(v, x);
    return k.factor.d / k.factor.v;
  }
  const SaddlePoint at(v, x);
  if (at.r < kOlverRadius) return quadrature_gradient_v(v, x, at);
  const Dual sum = olver_sums(Dual(v, 1), x, -1).value;
  return at.shift - 0.5 * (v / at.r) / at.r + sum.d / sum.v;
}

double log_bessel_kve_gradient_z(double v, double x) {
  if (is_outside(v, x)) return kNan;
  if (x == 0 || v == kInf) return -kInf;
  if (x == kInf) return 0;
  if (is_small(v, x)) return (v + x - small_k(v, x).ratio.v) / x;
  const SaddlePoint at(v, x);
  if (at.r < kOlverRadius) return -quadrature_decay(v, x, at);
  const OlverSums<double> sums = olver_sums(v, x, -1);
  const double r = at.r;
  return -(v / x) * (v / (r + x)) - (x / r) / r * (sums.slope / sums.value);
}

}  // namespace aleator::scalar
