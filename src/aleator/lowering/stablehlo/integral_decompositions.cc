// SPDX-License-Identifier: Apache-2.0
// Defines functions that are integrals for whole arrays, most by a Gauss-Legendre rule.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/graph/node.h"
#include "aleator/graph/scalar/gauss_legendre.h"
#include "aleator/lowering/stablehlo/rules.h"
#include "aleator/lowering/stablehlo/special_decompositions.h"

#include <limits>
#include <numbers>

namespace aleator::stablehlo {

Array integral(const Array& low, const Array& high, const Callable<Array(const Array&)>& f) {
  std::vector<double> nodes, weights;
  for (std::size_t i = 0; i < scalar::kLegendreNodes.size(); ++i) {
    for (const double sign : {-1., 1.}) {
      nodes.push_back(sign * scalar::kLegendreNodes[i]);
      weights.push_back(scalar::kLegendreWeights[i]);
    }
  }
  const Array center = expand_dims(0.5 * (low + high), -1),
              half = expand_dims(0.5 * (high - low), -1);
  const Array node = astype(array(nodes), low.dtype()),
              weight = astype(array(weights), low.dtype());
  return sum(weight * f(center + half * node), {.axes = {-1}}) * (0.5 * (high - low));
}

namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// T(h, a) for h >= 0 and 0 <= a <= 1.
Array owens_t_inside(const Array& h, const Array& a) {
  const Array end = minimum(a, 10. / maximum(h, 1e-6));  // what is beyond is below exp(-50)
  const Array tall = expand_dims(h, -1);
  return exp(-0.5 * square(h)) *
         integral(zeros_like(h), end,
                  [&](const Array& x) { return exp(-0.5 * square(tall * x)) / (1. + square(x)); }) /
         (2 * kPi);
}

}  // namespace

/// (Patefield and Tandy 2000, Fast and accurate calculation of Owen's T function.)
Arrays decompose_owens_t(const Node&, const Arrays& x) {
  const Array is_end = logical_or(abs(x[0]) == kInf, abs(x[1]) == kInf);
  const Array h = where(is_end, 1., abs(x[0])), a = where(is_end, 1., abs(x[1]));
  const Array is_steep = a > 1., product = h * a;
  const Array inner =
      owens_t_inside(where(is_steep, product, h), where(is_steep, 1. / maximum(a, 1.), a));
  const Array p = 0.5 * erfc(std::sqrt(0.5) * h), q = 0.5 * erfc(std::sqrt(0.5) * product);
  const Array t = where(is_steep, 0.5 * (p + q) - p * q - inner, inner);
  // At the ends, half of the tail beyond h.
  const Array tail = where(is_nan(x[1]), x[1], 0.25 * erfc(std::sqrt(0.5) * abs(x[0])));
  const Array value = where(is_end, tail, t);
  return {where(x[1] < 0., -value, value)};
}

namespace {

/// Where exp(k cos(t)) has fallen by exp(-40) from its value at 0, or pi.
Array reach(const Array& k) { return minimum(kPi * sqrt(20. / maximum(k, 1e-3)), kPi); }

/// The integral from t to pi of exp(k (cos(angle) - cos(t))), and of the same times
/// cos(angle) - 1.
std::pair<Array, Array> moments(const Array& t, const Array& k) {
  const Array tall_k = expand_dims(k, -1), tall_t = expand_dims(t, -1);
  const Array end = minimum(t + reach(k), kPi);
  const auto weight = [&](const Array& angle) {
    return exp(-2. * tall_k * sin(0.5 * (angle + tall_t)) * sin(0.5 * (angle - tall_t)));
  };
  const auto first = [&](const Array& angle) {
    return weight(angle) * (-2. * square(sin(0.5 * angle)));
  };
  return {integral(t, end, weight), integral(t, end, first)};
}

/// The density at t, relative to that at 0.
Array von_mises_weight(const Array& k, const Array& t) {
  return exp(-2. * k * square(sin(0.5 * t)));
}

/// The functions are NaN for concentrations that there are not.
Array where_defined(const Array& k, const Array& value) {
  return where(logical_and(k >= 0., is_finite(k)), value, std::numeric_limits<double>::quiet_NaN());
}

/// d(probability beyond |x|)/dk over the density at x.
Array tail_slope(const Array& x, const Array& k) {
  const auto [whole, whole_first] = moments(zeros_like(x), k);
  const auto [tail, tail_first] = moments(abs(x), k);
  return tail_first - tail * whole_first / whole;
}

}  // namespace

Arrays decompose_von_mises_cdf(const Node&, const Arrays& p) {
  const Array &x = p[0], &k = p[1], t = clip(abs(x), 0., kPi);
  const Array whole = moments(zeros_like(x), k).first;
  const Array tail = 0.5 * von_mises_weight(k, t) * moments(t, k).first / whole;
  const Array inside = where(x > 0., 1. - tail, tail);
  return {where_defined(k, where(x >= kPi, 1., where(x <= -kPi, 0., inside)))};
}

Arrays decompose_von_mises_cdf_gradient(const Node&, const Arrays& p) {
  const Array &x = p[0], &k = p[1], t = clip(abs(x), 0., kPi);
  const Array whole = moments(zeros_like(x), k).first;
  const Array slope = 0.5 * von_mises_weight(k, t) / whole * tail_slope(t, k);
  return {where_defined(k, where(x == 0., 0., where(x > 0., -slope, slope)))};
}

Arrays decompose_von_mises_implicit_gradient(const Node&, const Arrays& p) {
  const Array slope = tail_slope(p[0], p[1]);
  const Array inside = where(p[0] == 0., 0., where(p[0] > 0., slope, -slope));
  return {where_defined(p[1], where(abs(p[0]) >= kPi, 0., inside))};
}

namespace {

/// E1(x) for x > 0: a series up to 1, a continued fraction beyond.
Array integral_e1(const Array& x) {
  const Array low = minimum(x, 1.), high = maximum(x, 1.);
  Array term = ones_like(low), series = zeros_like(low);
  for (int k = 1; k <= 20; ++k) {
    term = -term * low / static_cast<double>(k);
    series = series - term / static_cast<double>(k);
  }
  const Array by_series = -std::numbers::egamma - log(low) + series;
  const Array fraction = continued_fraction(
      high, [](const Array& k) { return floor((k + 1.) / 2.); },
      [&](const Array& k) { return where(k - 2. * floor(k / 2.) == 0., high, 1.); }, 400);
  return where(x <= 1., by_series, exp(-x) / fraction);
}

/// Ei(x) for x > 0: a series of positive terms, and an asymptotic one beyond 40.
Array integral_ei(const Array& x) {
  const Array low = minimum(x, 40.), high = maximum(x, 40.);
  Array term = ones_like(low), series = zeros_like(low);
  for (int k = 1; k <= 120; ++k) {
    term = term * low / static_cast<double>(k);
    series = series + term / static_cast<double>(k);
  }
  Array tail = ones_like(high);
  for (int k = 30; k >= 1; --k) tail = 1. + static_cast<double>(k) / high * tail;
  return where(x <= 40., std::numbers::egamma + log(low) + series, exp(x) / x * tail);
}

}  // namespace

Arrays decompose_e1(const Node&, const Arrays& x) {
  const Array is_ordinary = logical_and(x[0] > 0., x[0] < kInf);
  const Array inside = integral_e1(where(is_ordinary, x[0], 1.));
  return {
      where(is_ordinary, inside, where(x[0] == 0., kInf, choice(x[0] == kInf, 0., kNan, x[0])))};
}

Arrays decompose_expint(const Node&, const Arrays& x) {
  const Array is_high = logical_and(x[0] > 0., x[0] < kInf);
  const Array is_low = logical_and(x[0]<0., x[0]> - kInf);
  const Array positive = integral_ei(where(is_high, x[0], 1.));
  const Array negative = -integral_e1(where(is_low, -x[0], 1.));
  // x itself at infinity and for NaN.
  const Array end = where(x[0] == 0., -kInf, where(x[0] == -kInf, -0., x[0]));
  return {where(is_high, positive, where(is_low, negative, end))};
}

}  // namespace aleator::stablehlo
