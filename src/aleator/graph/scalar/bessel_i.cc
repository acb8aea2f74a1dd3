// SPDX-License-Identifier: Apache-2.0
// Defines the modified Bessel functions of the first kind: by power series, whose terms are all
// positive, and by Olver's expansion for large arguments.
#include "aleator/graph/scalar/bessel.h"
#include "aleator/graph/scalar/bessel_quadrature.h"
#include "aleator/graph/scalar/bessel_temme.h"
#include "aleator/graph/scalar/gauss_legendre.h"

#include <cmath>
#include <limits>

namespace aleator::scalar {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kTwoPi = 6.2831853071795864769;
constexpr double kPi = 3.1415926535897932385;
constexpr int kMostTerms = 400;  // the slowest series, Kummer's at 2 x = 80, needs 150

bool is_outside(double v, double x) { return !(v >= 0) || !(x >= 0) || (v == kInf && x == kInf); }
bool is_large(double v, double x) { return std::hypot(v, x) >= kOlverRadius; }

/// The sum of (x^2/4)^k Gamma(v + 1) / (k! Gamma(v + k + 1)) over k = 1, 2, ...
double power_series(double v, double x) {
  const double quarter = 0.25 * x * x;
  double term = 1, sum = 0;
  for (int k = 1; k < kMostTerms; ++k) {
    term *= quarter / (k * (v + k));
    sum += term;
    if (is_negligible(term, sum)) break;
  }
  return sum;
}

/// exp(log_scale) * factor is exp(-x) I.
struct Scaled {
  double log_scale, factor;
};
Scaled scaled_i(double v, double x) {
  if (is_large(v, x)) {
    const SaddlePoint at(v, x);
    return {at.log_scale, olver_sums(v, x, 1).value / std::sqrt(kTwoPi * at.r)};
  }
  const double sum = 1 + power_series(v, x), power = std::pow(0.5 * x, v),
               gamma = std::tgamma(v + 1);
  if (power > 1e-250) return {-x, power / gamma * sum};
  return {v * std::log(0.5 * x) - x, sum / gamma};
}

/// The sum of (v + 1/2)_k / (b)_k (2x)^k / k!, Kummer's function, for b > v + 1/2.
double kummer(double v, double b, double x) {
  double term = 1, sum = 1;
  for (int k = 0; k < kMostTerms; ++k) {
    term *= (v + 0.5 + k) / (b + k) * (2 * x / (k + 1));
    sum += term;
    if (is_negligible(term, sum)) break;
  }
  return sum;
}

/// I_(v+1) / I_v, with the derivative by v, by the continued fraction from far above.
Dual ratio_above(const Dual& v, double x) {
  // Errors of the start shrink by exp(-2 asinh((v + k) / x)) a step.
  const int steps = 10 + static_cast<int>(6 * std::sqrt(x));
  const Dual far = v + Dual(steps + 1.);
  Dual ratio = Dual(x) / (far + sqrt(far * far + Dual(x * x)));
  for (int k = steps; k >= 1; --k) ratio = Dual(x) / (Dual(2) * (v + Dual(k)) + Dual(x) * ratio);
  return ratio;
}

/// log(x/2) less the mean of digamma(v + k + 1) over the terms of the power series, for x <= 2.
double gradient_by_series(double v, double x) {
  double term = 1, sum = 1, slope = scalar::digamma(v + 1), digamma_k = slope;
  for (int k = 1; k < kMostTerms; ++k) {
    digamma_k += 1 / (v + k);
    term *= 0.25 * x * x / (k * (v + k));
    sum += term;
    slope += term * digamma_k;
    if (is_negligible(term, sum)) break;
  }
  return std::log(x) - std::log(2) - slope / sum;
}

/// For v < 1 and x > 2, from Schlaefli's integrals:
///   -pi exp(-x) dI/dv = integral over (0, pi) of s sin(v s) exp(-x (1 - cos(s)))
///     + exp(-2x) integral over (0, inf) of (pi cos(pi v) - t sin(pi v)) exp(-x (cosh t - 1) - v
///     t).
double gradient_by_integrals(double v, double x) {
  const double width = std::min(kPi, std::acos(1 - std::min(2., 40 / x)));
  const double near = integral(0, width, [&](double s) {
    const double half = std::sin(0.5 * s);
    return s * std::sin(v * s) * std::exp(-2 * x * half * half);
  });
  const double cosine = kPi * std::cos(kPi * v), sine = std::sin(kPi * v);
  const double far = integral(0, std::acosh(1 + 40 / x), [&](double t) {
    const double half = std::sinh(0.5 * t);
    return (cosine - t * sine) * std::exp(-2 * x * half * half - v * t);
  });
  return -(near + std::exp(-2 * x) * far) / (kPi * bessel_ive(v, x));
}

/// The Wronskian 1 = I_v K_v (x K_(v+1)/K_v + x I_(v+1)/I_v), differentiated.
double gradient_by_wronskian(double v, double x) {
  const SaddlePoint at(v, x);
  const Dual sum = quadrature_ratio(v, x, at) + Dual(x) * ratio_above(Dual(v, 1), x);
  return -quadrature_gradient_v(v, x, at) - sum.d / sum.v;
}

/// Olver's expansion, and what it leaves out, which is larger than it next to v = 0.
double gradient_by_expansion(double v, double x) {
  const SaddlePoint at(v, x);
  const Dual sum = olver_sums(Dual(v, 1), x, 1).value;
  const double beyond = v < 1 ? kPi * std::exp(-2 * x) : 0;
  return -at.shift - 0.5 * (v / at.r) / at.r + sum.d / sum.v - beyond;
}

}  // namespace

double bessel_ive(double v, double x) {
  if (is_outside(v, x)) return kNan;
  if (x == kInf || v == kInf) return 0;
  if (x == 0) return v == 0 ? 1 : 0;
  const Scaled i = scaled_i(v, x);
  return std::exp(i.log_scale) * i.factor;
}

double log_bessel_ive(double v, double x) {
  if (is_outside(v, x)) return kNan;
  if (x == kInf || v == kInf) return -kInf;
  if (x == 0) return v == 0 ? 0 : -kInf;
  if (v <= 0.5 && x < 1) {  // next to 1 the logarithm is made of small ones
    const double power = v == 0 ? 0 : v * std::log(0.5 * x);
    return power + log_reciprocal_gamma(v) + std::log1p(power_series(v, x)) - x;
  }
  const Scaled i = scaled_i(v, x);
  return i.log_scale + std::log(i.factor);
}

double log_bessel_ive_gradient_v(double v, double x) {
  if (is_outside(v, x)) return kNan;
  if (x == kInf) return 0;
  if (x == 0 || v == kInf) return -kInf;
  if (is_large(v, x)) return gradient_by_expansion(v, x);
  if (x <= 2) return gradient_by_series(v, x);
  return v < 1 ? gradient_by_integrals(v, x) : gradient_by_wronskian(v, x);
}

double log_bessel_ive_gradient_z(double v, double x) {
  if (is_outside(v, x)) return kNan;
  if (x == 0) return v == 0 ? -1 : kInf;
  if (x == kInf || v == kInf) return v == kInf ? kInf : 0;
  if (!is_large(v, x)) return v / x - kummer(v, 2 * v + 2, x) / kummer(v, 2 * v + 1, x);
  const double r = std::hypot(v, x);
  const OlverSums<double> sums = olver_sums(v, x, 1);
  return (v / x) * (v / (r + x)) - (x / r) / r * (sums.slope / sums.value);
}

double bessel_iv_ratio(double v, double x) {
  if (is_outside(v, x)) return kNan;
  if (v == kInf) return 0;
  if (x == kInf) return 1;
  if (x == 0) return v == 0 ? kInf : 0;
  double above = 0;
  if (is_large(v, x)) {
    const double r = std::hypot(v, x);
    const OlverSums<double> sums = olver_sums(v, x, 1);
    above = x * (1 / (r + v) - sums.slope / sums.value / r / r);
  } else {
    above = ratio_above(Dual(v), x).v;
  }
  return x / (2 * v + x * above);
}

}  // namespace aleator::scalar
