// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/scalar/incomplete_gamma.h"

#include "aleator/graph/scalar/dual.h"
#include "aleator/graph/scalar/incomplete_gamma_coefficients.h"
#include "aleator/graph/scalar/normal_quantile.h"
#include "aleator/graph/scalar/stirling.h"

#include <algorithm>
#include <limits>

namespace aleator::scalar {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kLogTwoPi = 1.8378770664093454836;
constexpr int kMostTerms = 500;  // reached by none: the slowest regions need about 150

/// One of the two tails: exp(log_scale) * factor. `log_prefix`: of x^a exp(-x) / Gamma(a + 1).
template <class T>
struct Tail {
  bool is_upper = false;
  T log_scale, factor, log_prefix;
};

/// log(Gamma(1 + a)) for 0 <= a, relatively accurate at 0.
double log_gamma_1p(double a) {
  if (a > 0.4) return scalar::lgamma(1 + a);
  double power = -a, sum = 0;
  for (int k = 2; k < 30; ++k) {
    power *= -a;
    sum += kZetaMinusOne[k - 2] * power / k;
  }
  return a * 0.42278433509846713939 - std::log1p(a) + sum;
}
Dual log_gamma_1p(const Dual& a) { return {log_gamma_1p(a.v), scalar::digamma(1 + a.v) * a.d}; }

/// (m - log(x / a)) / m^2 for m = x / a - 1.
template <class T>
T log_remainder(const T& m, const T& a, double x) {
  if (std::abs(value_of(m)) > 0.5) return (m - log(T(x) / a)) / (m * m);
  return log_remainder_near_0(m);
}

/// Temme's expansion, uniform in x / a for large a.
template <class T>
Tail<T> by_expansion(const T& a, const T& eta, const T& square) {
  T sum(0);
  const T inverse = T(1) / a;
  for (int k = kTemmeRows - 1; k >= 0; --k) {
    T row(0);
    for (int n = kTemmeColumns - 2 * k - 1; n >= 0; --n) row = row * eta + T(kTemme[k][n]);
    sum = sum * inverse + row;
  }
  const bool is_upper = value_of(eta) >= 0;
  const T z = (is_upper ? eta : -eta) * sqrt(a * T(0.5));
  const T rest = sum / sqrt(a * T(6.2831853071795864769));
  return {is_upper, -square, T(0.5) * erfcx(z) + (is_upper ? rest : -rest), T(0)};
}

/// P / prefix, sum of x^n / ((a + 1) ... (a + n)).
template <class T>
T lower_series(const T& a, double x) {
  T term(1), sum(1);
  for (int n = 1; n < kMostTerms; ++n) {
    term = term * T(x) / (a + T(n));
    sum = sum + term;
    if (is_negligible(term, sum)) break;
  }
  return sum;
}

/// Q / (a prefix) by its continued fraction (Lentz's algorithm).
template <class T>
T upper_fraction(const T& a, double x) {
  T b = T(x + 1) - a, c(1e300), d = T(1) / b, h = d;
  for (int i = 1; i < kMostTerms; ++i) {
    const T an = T(-i) * (T(i) - a);
    b = b + T(2);
    d = T(1) / (an * d + b);
    c = b + an / c;
    const T change = c * d;
    h = h * change;
    if (is_negligible(change - T(1), T(1))) break;
  }
  return h;
}

/// Q for small a and x, without the cancellation of 1 - P; log_prefix = a log(x) - lgamma1p(a) - x.
template <class T>
T small_upper(const T& a, double x, const T& log_power) {
  T term(1), sum(0);
  for (int n = 1; n < kMostTerms; ++n) {
    term = term * T(-x / n);
    const T part = term / (a + T(n));
    sum = sum + part;
    if (is_negligible(part, sum)) break;
  }
  return -expm1(log_power) - exp(log_power) * a * sum;
}

bool is_small_upper(double a, double x) {
  if (x > 1.1) return false;
  return x <= 0.5 ? -0.4 / std::log(x) >= a : x * 1.1 >= a;
}

/// For 0 < a, 0 < x < inf.
template <class T>
Tail<T> tail_of(const T& a, double x) {
  if (value_of(a) >= 20) {
    const T m = (T(x) - a) / a, remainder = log_remainder(m, a, x), half_square = m * m * remainder;
    const T square = a * half_square;
    const T log_prefix = -square - T(0.5) * (log(a) + T(kLogTwoPi)) - stirling_correction(a);
    if (value_of(half_square) <= 0.5) {
      Tail<T> tail = by_expansion(a, m * sqrt(T(2) * remainder), square);
      tail.log_prefix = log_prefix;
      return tail;
    }
    if (value_of(m) < 0) return {false, log_prefix, lower_series(a, x), log_prefix};
    return {true, log_prefix, a * upper_fraction(a, x), log_prefix};
  }
  const T log_power = a * T(std::log(x)) - log_gamma_1p(a), log_prefix = log_power - T(x);
  if (is_small_upper(value_of(a), x)) return {true, T(0), small_upper(a, x, log_power), log_prefix};
  if (x <= 1.1 || x < value_of(a)) return {false, log_prefix, lower_series(a, x), log_prefix};
  return {true, log_prefix, a * upper_fraction(a, x), log_prefix};
}

/// P and Q where one of them is 0 or 1; false elsewhere.
bool is_special(double a, double x, double& lower) {
  if (std::isnan(a) || std::isnan(x) || a < 0 || x < 0 || (a == kInf && x == kInf)) {
    lower = kNan;
  } else if (a == 0) {
    lower = x == 0 ? kNan : 1;
  } else if (x == 0 || a == kInf) {
    lower = 0;
  } else if (x == kInf) {
    lower = 1;
  } else {
    return false;
  }
  return true;
}

double probability(double a, double x, bool is_upper) {
  double lower = 0;
  if (is_special(a, x, lower)) return is_upper ? 1 - lower : lower;
  const Tail<double> tail = tail_of(a, x);
  const double p = std::exp(tail.log_scale) * tail.factor;
  return tail.is_upper == is_upper ? p : 1 - p;
}

double log_probability(double a, double x, bool is_upper) {
  double lower = 0;
  if (is_special(a, x, lower)) return std::log(is_upper ? 1 - lower : lower);
  const Tail<double> tail = tail_of(a, x);
  if (tail.is_upper == is_upper) return tail.log_scale + std::log(tail.factor);
  return std::log1p(-std::exp(tail.log_scale) * tail.factor);
}

/// Where the search begins: Wilson and Hilferty's cube, or the leading term of the lower tail.
double first_guess(double a, double p, bool is_upper) {
  const double lower = is_upper ? 1 - p : p;
  const double power = (std::log(std::max(lower, 1e-300)) + log_gamma_1p(a)) / a;
  if (a < 1 || (!is_upper && p < 1e-3 && power < std::log(0.2 * (a + 1)))) {
    if (!is_upper || lower > 1e-3) return std::exp(power);
  }
  const double z = is_upper ? -scalar::ndtri(p) : scalar::ndtri(p);
  const double root = 1 - 1 / (9 * a) + z / (3 * std::sqrt(a));
  const double cube = a * root * root * root;
  return cube > 0.01 * a ? cube : std::exp(power);
}

/// Newton's method for the logarithm of a tail as a function of log(x), kept inside a bracket.
double inverse(double a, double p, bool is_upper) {
  double x = first_guess(a, p, is_upper), low = 0, high = kInf;
  if (!(x > 0)) x = std::numeric_limits<double>::min();
  if (!(x < kInf)) x = a + 1;
  const double goal = std::log(p);
  for (int step = 0; step < 200; ++step) {
    const Tail<double> tail = tail_of(a, x);
    const double log_tail = log_probability(a, x, is_upper), excess = log_tail - goal;
    if ((excess > 0) == is_upper) low = x;
    else high = x;
    // d log(tail) / d log(x) = +-x density / tail; x density = a prefix
    const double slope = std::exp(std::log(a) + tail.log_prefix - log_tail);
    const double change = std::clamp((is_upper ? excess : -excess) / slope, -2., 2.);
    double next = x * std::exp(change);
    if (std::abs(change) < 0.1) next = x + x * std::expm1(change);
    if (!(next > low && next < high)) next = high == kInf ? 2 * x : 0.5 * (low + high);
    if (std::abs(next - x) <= 2e-16 * x || next == 0) return next;
    x = next;
  }
  return x;
}

double inverse_of(double a, double p, bool is_upper) {
  if (!(a > 0) || !(p >= 0) || !(p <= 1) || a == kInf) return kNan;
  if (p == 0) return is_upper ? kInf : 0;
  if (p == 1) return is_upper ? 0 : kInf;
  return p > 0.5 ? inverse(a, 1 - p, !is_upper) : inverse(a, p, is_upper);
}

}  // namespace

double igamma(double a, double x) { return probability(a, x, false); }
double igammac(double a, double x) { return probability(a, x, true); }
double log_igamma(double a, double x) { return log_probability(a, x, false); }
double log_igammac(double a, double x) { return log_probability(a, x, true); }

double igamma_gradient_a(double a, double x) {
  double lower = 0;
  if (is_special(a, x, lower)) return std::isnan(lower) || a == 0 ? kNan : 0;
  const Tail<Dual> tail = tail_of(Dual{a, 1}, x);
  const double slope =
      std::exp(tail.log_scale.v) * (tail.factor.v * tail.log_scale.d + tail.factor.d);
  return tail.is_upper ? -slope : slope;
}

double gamma_implicit_gradient(double a, double x) {
  double lower = 0;
  if (is_special(a, x, lower)) return x == 0 && a > 0 ? 0 : kNan;
  const Tail<Dual> tail = tail_of(Dual{a, 1}, x);
  const double slope = std::exp(tail.log_scale.v - tail.log_prefix.v) *
                       (tail.factor.v * tail.log_scale.d + tail.factor.d) * x / a;
  return tail.is_upper ? slope : -slope;
}

double igammainv(double a, double p) { return inverse_of(a, p, false); }
double igammacinv(double a, double q) { return inverse_of(a, q, true); }

}  // namespace aleator::scalar
