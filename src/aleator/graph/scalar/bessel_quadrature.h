// SPDX-License-Identifier: Apache-2.0
// Defines K_v(x), half of the integral of exp(-x cosh(t) + v t) over the line, by the trapezoid
// rule around its saddle point t = asinh(v / x) + s:
//   exp(-x cosh(t) + v t) = exp(exponent) exp(-a (e^s - 1 - s) - b (e^-s - 1 + s)),
// a = (r + v) / 2, b = (r - v) / 2, r = hypot(v, x). Nothing cancels, and the rule converges
// exponentially.
#pragma once

#include "aleator/graph/scalar/bessel_olver.h"

#include <cmath>

namespace aleator::scalar {

/// e^s - 1 - s without cancellation.
inline double exp_excess(double s, double expm1_s) {
  if (std::abs(s) > 0.5) return expm1_s - s;
  double sum = 1;
  for (int n = 16; n >= 3; --n) sum = 1 + sum * s / n;
  return 0.5 * s * s * sum;
}

/// Calls visit(s, weight, e^s - 1) at the nodes of the rule; returns its step.
template <class Visit>
double visit_nodes(double v, double x, const SaddlePoint& at, Visit visit) {
  // Poisson's formula puts the error of this step at exp(-39) of the integral for every r.
  const double step = 1 / std::sqrt(16 + 2 * at.r);
  const double a = 0.5 * (at.r + v), b = 0.5 * x * (x / (at.r + v));
  visit(0., 1., 0.);
  for (const int sign : {-1, 1}) {
    for (int i = 1; i < 500; ++i) {  // the widest needs 60
      const double s = sign * step * i, up = std::expm1(s), down = -up / (1 + up);
      const double exponent = a * exp_excess(s, up) + b * exp_excess(-s, down);
      if (exponent > 45) break;
      visit(s, std::exp(-exponent), up);
    }
  }
  return step;
}

/// K_v(x) exp(-exponent).
inline double quadrature_value(double v, double x, const SaddlePoint& at) {
  double total = 0;
  const double step = visit_nodes(v, x, at, [&](double, double w, double) { total += w; });
  return 0.5 * step * total;
}

/// d log K / dv, the mean of t, or where that would cancel the mean of t tanh(v t).
inline double quadrature_gradient_v(double v, double x, const SaddlePoint& at) {
  double total = 0, sum = 0;
  const bool is_even = v * v < 0.03 * at.r;  // the poles of tanh(v t) are far enough
  visit_nodes(v, x, at, [&](double s, double w, double) {
    const double t = at.shift + s;
    total += w;
    sum += w * (is_even ? t * std::tanh(v * t) : s);
  });
  return is_even ? sum / total : at.shift + sum / total;
}

/// -d log(exp(x) K) / dx, the mean of cosh(t) - 1.
inline double quadrature_decay(double v, double x, const SaddlePoint& at) {
  double total = 0, sum = 0;
  visit_nodes(v, x, at, [&](double s, double w, double) {
    const double half = std::sinh(0.5 * (at.shift + s));
    total += w;
    sum += 2 * w * half * half;
  });
  return sum / total;
}

/// x K_(v+1) / K_v, x times the mean of e^t, with its derivative by v, a covariance.
inline Dual quadrature_ratio(double v, double x, const SaddlePoint& at) {
  double total = 0, mean = 0, growth = 0, product = 0;
  visit_nodes(v, x, at, [&](double s, double w, double up) {
    total += w;
    mean += w * s;
    growth += w * up;
    product += w * s * up;
  });
  mean /= total;
  growth /= total;
  const double scale = at.r + v;  // x exp(shift)
  return {scale * (1 + growth), scale * (product / total - mean * growth)};
}

}  // namespace aleator::scalar
