// SPDX-License-Identifier: Apache-2.0
// Defines the Bessel function of the first kind: by its power series for small arguments, and by
// recurrence from Hankel's expansion or to a sum rule elsewhere.
#include "aleator/graph/scalar/bessel_j.h"

#include "aleator/graph/scalar/gamma.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>

namespace aleator::scalar {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kPi = 3.1415926535897932385;
constexpr double kLargestOrder = 1e6;
constexpr double kHankelArgument = 25;  // its smallest term is exp(-2x)

/// (x/2)^v / Gamma(v + 1) times the sum of (-x^2/4)^k / (k! (v + 1)_k), whose terms fall from the
/// first one on.
double by_series(double v, double x) {
  const double quarter = -0.25 * x * x;
  double term = 1, sum = 1;
  for (int k = 1; k < 60; ++k) {
    term *= quarter / (k * (v + k));
    sum += term;
    if (std::abs(term) <= 1e-17 * std::abs(sum)) break;
  }
  const double power = std::pow(0.5 * x, v);
  if (v < 150 && power > 1e-250) return power / std::tgamma(v + 1) * sum;
  return std::exp(v * std::log(0.5 * x) - scalar::lgamma(v + 1)) * sum;
}

/// Hankel's expansion sqrt(2 / (pi x)) (P cos(w) - Q sin(w)), w = x - (v/2 + 1/4) pi, for v < 2.
double by_hankel(double v, double x) {
  double term = 1, even = 0, odd = 0;
  for (int k = 0; k < 50; ++k) {
    (k % 2 == 0 ? even : odd) += k % 4 < 2 ? term : -term;
    const double width = 2 * k + 1;
    const double next = term * (4 * v * v - width * width) / (8 * x * (k + 1));
    if (std::abs(next) < 1e-18) break;
    term = next;
  }
  const double phase = (0.5 * v + 0.25) * kPi, c = std::cos(phase), s = std::sin(phase);
  const double cosine = std::cos(x) * c + std::sin(x) * s, sine = std::sin(x) * c - std::cos(x) * s;
  return std::sqrt(2 / (kPi * x)) * (even * cosine - odd * sine);
}

/// Unnormalised J at orders that fall by one, from far above, where J is as good as 0.
struct Descent {
  double order, value = 1e-250, above = 0;

  void step(double x) {
    const double below = 2 * order / x * value - above;
    above = value;
    value = below;
    order -= 1;
  }
};

/// An order, whole steps above v, beyond which J_order / J_max(v, x) is below 1e-17.
double start_of_descent(double v, double x) {
  const double turning = std::max(v, x);
  return v + std::ceil(turning - v + 20 + 9 * std::cbrt(turning));
}

/// By the sum of (u + 2k) Gamma(u + k) / k! J_(u+2k) over k, which is (x/2)^u, for u in [0, 1).
double by_sum_rule(double u, double v, double x) {
  Descent j{start_of_descent(v, x)};
  double wanted = 0, sum = 0;
  double weight = 1;  // Gamma(u + k) / k!, over the first of them, until k = 1
  for (int i = static_cast<int>(std::lround(j.order - u)); i >= 0; --i) {
    if (std::abs(j.value) > 1e200) {
      for (double* number : {&j.value, &j.above, &wanted, &sum}) *number *= 1e-300;
    }
    if (std::lround(j.order - v) == 0) wanted = j.value;
    if (i % 2 == 0) {
      const int k = i / 2;
      sum += (k == 0 ? 1 : u + i) * weight * j.value;
      if (k > 1) weight *= k / (u + k - 1);
    }
    j.step(x);
  }
  return wanted * weight / sum / std::tgamma(u + 1) * std::pow(0.5 * x, u);
}

/// From J_u and J_(u+1), u in [0, 1): upwards while v < x, where that is stable, else downwards.
double by_recurrence(double u, double v, double x) {
  double low = by_hankel(u, x), high = by_hankel(u + 1, x);
  const int steps = static_cast<int>(std::lround(v - u));
  if (v < x) {
    for (int i = 1; i <= steps; ++i) {
      const double next = 2 * (u + i) / x * high - low;
      low = high;
      high = next;
    }
    return low;
  }
  Descent j{start_of_descent(v, x)};
  double wanted = 0;
  for (int i = static_cast<int>(std::lround(j.order - u)); i > 0; --i) {
    if (std::abs(j.value) > 1e200) {
      for (double* number : {&j.value, &j.above, &wanted}) *number *= 1e-300;
    }
    if (i == steps) wanted = j.value;
    j.step(x);
  }
  return std::abs(low) > std::abs(high) ? wanted * (low / j.value) : wanted * (high / j.above);
}

}  // namespace

double bessel_jv(double v, double x) {
  if (!(v >= 0) || !(x >= 0)) return kNan;
  if (x == 0) return v == 0 ? 1 : 0;
  if (x == kInf) return v == kInf ? kNan : 0;
  if (v == kInf) return 0;
  if (0.25 * x * x <= v + 1) return by_series(v, x);
  if (v > kLargestOrder) return kNan;
  const double u = v - std::floor(v);
  return x < kHankelArgument ? by_sum_rule(u, v, x) : by_recurrence(u, v, x);
}

}  // namespace aleator::scalar
