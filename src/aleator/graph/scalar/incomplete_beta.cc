// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/scalar/incomplete_beta.h"

#include "aleator/graph/scalar/dual.h"
#include "aleator/graph/scalar/stirling.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace aleator::scalar {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
// About 8 sqrt(max(a, b)) terms are needed next to the mean: enough up to 1e9.
constexpr int kMostTerms = 300000;

/// log Gamma(b) - log Gamma(a + b) for b >= 10.
template <class T>
T log_gamma_ratio(const T& a, const T& b) {
  return a - a * log(b) - (a + b - T(0.5)) * log1p(a / b) + stirling_correction(b) -
         stirling_correction(a + b);
}

template <class T>
T log_beta(const T& a, const T& b) {
  const T &small = value_of(a) < value_of(b) ? a : b, &large = value_of(a) < value_of(b) ? b : a;
  if (value_of(small) >= 10) {
    const T n = a + b, ratio = small / large;
    return T(0.91893853320467274178) - T(0.5) * log(large) +
           (stirling_correction(a) + stirling_correction(b) - stirling_correction(n)) +
           (small - T(0.5)) * log(small / n) - large * log1p(ratio);
  }
  if (value_of(large) >= 10) return lgamma(small) + log_gamma_ratio(small, large);
  return lgamma(a) + (lgamma(b) - lgamma(a + b));
}

/// A point with both distances to the ends, a number each.
struct Point {
  double x, y;
};

/// log(x^a y^b / B(a, b)). For large a and b the terms are combined around the mean first.
template <class T>
T log_prefix_of(const T& a, const T& b, const Point& at) {
  if (value_of(a) < 10 || value_of(b) < 10)
    return a * T(log_of(at.x, at.y)) + b * T(log_of(at.y, at.x)) - log_beta(a, b);
  // x = (1 + m) a / n and y = (1 + k) b / n
  const T n = a + b, m = (T(at.x) * b - a * T(at.y)) / a, k = (a * T(at.y) - T(at.x) * b) / b;
  const T of_a = std::abs(value_of(m)) > 0.5 ? m - log(T(at.x) * n / a) : log_excess(m),
          of_b = std::abs(value_of(k)) > 0.5 ? k - log(T(at.y) * n / b) : log_excess(k);
  return -(a * of_a + b * of_b) + T(0.5) * (log(a) + log(b / n) - T(1.8378770664093454836)) +
         (stirling_correction(n) - stirling_correction(a) - stirling_correction(b));
}

/// I_x(a, b) / prefix by a continued fraction whose terms see a - (a + b) x without cancellation
/// (A. R. DiDonato and A. H. Morris, "Algorithm 708", 1992, equation 9; Lentz's algorithm).
template <class T>
T fraction(const T& a, const T& b, const Point& at) {
  const T x(at.x), y(at.y), excess = a * y - b * x;
  T f = a * (excess + T(1)) / (a + T(1)), c = f, d(0);
  for (int i = 1; i < kMostTerms; ++i) {
    const T m(i), odd = a + T(2. * i - 1), step = m * (b - m) * x / odd;
    const T numerator = (a + (m - T(1))) * (a + b + (m - T(1))) * x * step / odd;
    const T denominator =
        m + step + (a + m) * (excess + T(1) + m * (T(1) + y)) / (a + T(2. * i + 1));
    d = T(1) / (denominator + numerator * d);
    c = denominator + numerator / c;
    const T change = c * d;
    f = f * change;
    if (is_negligible(change - T(1), T(1))) break;
  }
  return T(1) / f;
}

/// exp(log_scale) * factor is the lower or the upper tail.
template <class T>
struct Tail {
  bool is_upper;
  T log_scale, factor;
};

template <class T>
Tail<T> tail_of(const T& a, const T& b, const Point& at, bool is_upper) {
  const T log_prefix = log_prefix_of(a, b, at);
  if (is_upper) return {true, log_prefix, fraction(b, a, {at.y, at.x})};
  return {false, log_prefix, fraction(a, b, at)};
}

/// The tail beyond the mean; its fraction converges at once.
template <class T>
Tail<T> tail_of(const T& a, const T& b, const Point& at) {
  return tail_of(a, b, at, at.x * (value_of(a + b) + 2) > value_of(a) + 1);
}

bool is_special(double a, double b, double x, double& lower) {
  if (!(a > 0) || !(b > 0) || !(x >= 0) || !(x <= 1) || (a == kInf && b == kInf)) lower = kNan;
  else if (x == 0 || a == kInf) lower = x == 1 ? 1 : 0;
  else if (x == 1 || b == kInf) lower = 1;
  else return false;
  return true;
}

double log_tail(double a, double b, const Point& at, bool is_upper) {
  const Tail<double> tail = tail_of(a, b, at);
  const double log_value = tail.log_scale + std::log(tail.factor);
  if (log_value < -0.1)
    return tail.is_upper == is_upper ? log_value : std::log1p(-std::exp(log_value));
  // The other tail is small although it begins before the mean: most of the weight is at one end.
  const Tail<double> other = tail_of(a, b, at, !tail.is_upper);
  const double log_other = other.log_scale + std::log(other.factor);
  return tail.is_upper == is_upper ? std::log1p(-std::exp(log_other)) : log_other;
}

double probability(double a, double b, double x, bool is_upper) {
  double lower = 0;
  if (is_special(a, b, x, lower)) return is_upper ? 1 - lower : lower;
  const Point at{x, 1 - x};
  const Tail<double> tail = tail_of(a, b, at);
  const double p = std::exp(tail.log_scale) * tail.factor;
  if (tail.is_upper == is_upper) return p;
  if (1 - p > 0.1) return 1 - p;
  const Tail<double> direct = tail_of(a, b, at, is_upper);
  return std::exp(direct.log_scale) * direct.factor;
}

double log_probability(double a, double b, double x, bool is_upper) {
  double lower = 0;
  if (is_special(a, b, x, lower)) return std::log(is_upper ? 1 - lower : lower);
  return log_tail(a, b, {x, 1 - x}, is_upper);
}

/// dI/d(parameter) / exp(shift - log_prefix): with shift the prefix's logarithm, what is left of
/// the derivative over the density.
double slope(const Dual& a, const Dual& b, double x, bool over_density) {
  double lower = 0;
  if (is_special(a.v, b.v, x, lower)) return std::isnan(lower) ? kNan : 0;
  const Tail<Dual> tail = tail_of(a, b, {x, 1 - x});
  const double scale = over_density ? x * (1 - x) : std::exp(tail.log_scale.v);
  const double change = scale * (tail.factor.v * tail.log_scale.d + tail.factor.d);
  return tail.is_upper ? -change : change;
}

/// Newton's method for the logarithm of a tail as a function of log(x / (1 - x)), in a bracket.
double inverse(double a, double b, double p, bool is_upper) {
  const double goal = std::log(p);
  double low = -kInf, high = kInf, t = std::log(a / b);
  Point at{0.5, 0.5};
  for (int step = 0; step < 200; ++step) {
    at = t < 0 ? Point{std::exp(t) / (1 + std::exp(t)), 1 / (1 + std::exp(t))}
               : Point{1 / (1 + std::exp(-t)), std::exp(-t) / (1 + std::exp(-t))};
    if (at.x == 0 || at.y == 0) break;
    const double value = log_tail(a, b, at, is_upper), excess = value - goal;
    if ((excess > 0) == is_upper) low = t;
    else high = t;
    const double rate = std::exp(log_prefix_of(a, b, at) - value);  // |d log tail / dt|
    const double limit = 4 + 0.5 * std::abs(t);
    double next = t + std::clamp((is_upper ? excess : -excess) / rate, -limit, limit);
    if (!(next > low && next < high))
      next = std::isinf(low) ? high - limit : std::isinf(high) ? low + limit : 0.5 * (low + high);
    if (std::abs(next - t) <= 1e-16 * std::max(1., std::abs(t))) break;
    t = next;
  }
  return at.x;
}

double inverse_of(double a, double b, double p, bool is_upper) {
  if (!(a > 0) || !(b > 0) || !(p >= 0) || !(p <= 1) || a == kInf || b == kInf) return kNan;
  if (p == 0 || p == 1) return (p == 0) == is_upper ? 1 : 0;
  return inverse(a, b, p, is_upper);
}

}  // namespace

double betainc(double a, double b, double x) { return probability(a, b, x, false); }
double betaincc(double a, double b, double x) { return probability(a, b, x, true); }
double log_betainc(double a, double b, double x) { return log_probability(a, b, x, false); }
double log_betaincc(double a, double b, double x) { return log_probability(a, b, x, true); }

double betainc_gradient_a(double a, double b, double x) {
  return slope(Dual{a, 1}, Dual{b}, x, false);
}
double betainc_gradient_b(double a, double b, double x) {
  return slope(Dual{a}, Dual{b, 1}, x, false);
}
double beta_implicit_gradient_a(double a, double b, double x) {
  return -slope(Dual{a, 1}, Dual{b}, x, true);
}
double beta_implicit_gradient_b(double a, double b, double x) {
  return -slope(Dual{a}, Dual{b, 1}, x, true);
}

double betaincinv(double a, double b, double p) { return inverse_of(a, b, p, false); }
double betainccinv(double a, double b, double q) { return inverse_of(a, b, q, true); }

}  // namespace aleator::scalar
