// SPDX-License-Identifier: Apache-2.0
#include "aleator/math/quadrature.h"

#include "aleator/array/ops/decomposition.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

namespace aleator::math {
namespace {

constexpr std::int64_t kMaxPoints = 256;

/// Orthonormal polynomials of a symmetric weight: beside[k] p[k+1] = x p[k] - beside[k-1] p[k-1].
struct Polynomials {
  std::vector<double> beside;  ///< beside[k] joins degrees k and k + 1
  double first;                ///< the constant p[0]
};

/// The values at x of p[n], its derivative, and the sum of squares of the lower ones.
struct Evaluated {
  double value, slope, sum_of_squares;
};
Evaluated evaluate(const Polynomials& p, std::size_t n, double x) {
  double before = 0, now = p.first, slope_before = 0, slope = 0, total = 0;
  for (std::size_t k = 0; k < n; ++k) {
    total += now * now;
    const double down = k == 0 ? 0 : p.beside[k - 1];
    const double next = (x * now - down * before) / p.beside[k];
    const double next_slope = (now + x * slope - down * slope_before) / p.beside[k];
    before = std::exchange(now, next);
    slope_before = std::exchange(slope, next_slope);
  }
  return {now, slope, total};
}

/// Nodes are the eigenvalues of the tridiagonal matrix of the recurrence; weights the reciprocals
/// of the sums of squares there.
QuadratureRule rule_of(const Polynomials& p, std::int64_t num_points) {
  const auto n = static_cast<std::size_t>(num_points);
  const Array beside =
      array(std::vector<double>(p.beside.begin(), p.beside.begin() + num_points - 1));
  Array matrix = zeros({num_points, num_points});
  if (num_points > 1) {
    const Array below = pad(diagonal_matrix(beside), {.low = {1, 0}, .high = {0, 1}});
    matrix = below + transpose(below);
  }
  std::vector<double> nodes = eigh(matrix).eigenvalues.values(), weights(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (int pass = 0; pass < 2; ++pass) {
      const Evaluated at = evaluate(p, n, nodes[i]);
      nodes[i] -= at.value / at.slope;
    }
  }
  // The weight is even: nodes come in pairs.
  for (std::size_t i = 0; i < n; ++i) {
    const double other = nodes[n - 1 - i], mean = 0.5 * (other - nodes[i]);
    nodes[i] = -mean;
    nodes[n - 1 - i] = mean;
    if (2 * i + 1 == n) nodes[i] = 0;
    if (2 * i + 1 >= n) break;
  }
  for (std::size_t i = 0; i < n; ++i) weights[i] = 1 / evaluate(p, n, nodes[i]).sum_of_squares;
  return {array(nodes), array(weights)};
}

void check_number(const char* who, std::int64_t num_points) {
  if (num_points < 1 || num_points > kMaxPoints) {
    throw ValueError(text(who, ": num_points must lie in 1..", kMaxPoints, ", got ", num_points));
  }
}

/// The sum over axis 0 of f with weights.
Array weighted(const Array& values, const Array& weights, std::int64_t num_points) {
  if (values.rank() < 1 || values.dim(0) != num_points) {
    throw ShapeError(text("integrate: a function of ", num_points,
                          " points must return their values along axis 0, got shape ",
                          values.shape()));
  }
  return tensordot(astype(weights, values.dtype()), values, 1);
}

}  // namespace

Array trapz(const Array& y, const TrapzOptions& options) {
  const std::int64_t axis = normalize_axis(options.axis, y.rank(), "trapz");
  const Array moved = move_axis(as_floating(y), axis, -1);
  const std::int64_t n = moved.dim(-1);
  if (n < 2) return sum(slice_axis(moved, -1, 0, 0), {.axes = {-1}});
  const Array pairs = 0.5 * (slice_axis(moved, -1, 0, n - 1) + slice_axis(moved, -1, 1, n));
  if (!options.x) return options.dx * sum(pairs, {.axes = {-1}});
  const Array x = options.x->rank() == 1 ? *options.x : move_axis(*options.x, axis, -1);
  if (x.dim(-1) != n) {
    throw ShapeError(
        text("trapz: ", n, " samples need as many points, got shape ", options.x->shape()));
  }
  return sum(pairs * (slice_axis(x, -1, 1, n) - slice_axis(x, -1, 0, n - 1)), {.axes = {-1}});
}

QuadratureRule gauss_legendre(std::int64_t num_points) {
  check_number("gauss_legendre", num_points);
  Polynomials p{{}, 1 / std::sqrt(2.)};
  for (std::int64_t k = 1; k <= num_points; ++k) {
    const auto degree = static_cast<double>(k);
    p.beside.push_back(degree / std::sqrt(4 * degree * degree - 1));
  }
  return rule_of(p, num_points);
}

QuadratureRule gauss_hermite(std::int64_t num_points) {
  check_number("gauss_hermite", num_points);
  Polynomials p{{}, std::pow(std::numbers::pi, -0.25)};
  for (std::int64_t k = 1; k <= num_points; ++k)
    p.beside.push_back(std::sqrt(0.5 * static_cast<double>(k)));
  return rule_of(p, num_points);
}

Array integrate_gauss_legendre(const Integrand& f, const Array& low, const Array& high,
                               std::int64_t num_points) {
  const QuadratureRule rule = gauss_legendre(num_points);
  const Array half = 0.5 * (high - low), middle = 0.5 * (high + low);
  return half * weighted(f(middle + half * rule.nodes), rule.weights, num_points);
}

Array integrate_tanh_sinh(const Integrand& f, const Array& low, const Array& high,
                          const TanhSinhOptions& options) {
  if (options.num_points < 3 || options.num_points % 2 == 0 || !(options.extent > 0)) {
    throw ValueError(
        text("integrate_tanh_sinh: num_points must be odd and at least 3, extent "
             "positive, got ",
             options.num_points, " and ", options.extent));
  }
  // Nodes as distances from the nearer end, which keep their digits where they are tiny.
  std::vector<double> distances, weights;
  const double step = 2 * options.extent / static_cast<double>(options.num_points - 1);
  for (std::int64_t k = 0; k <= options.num_points / 2; ++k) {
    const double t = static_cast<double>(k) * step;
    const double u = std::numbers::pi / 2 * std::sinh(t);
    distances.push_back(1 / (1 + std::exp(2 * u)));
    weights.push_back(step * std::numbers::pi / 4 * std::cosh(t) / std::pow(std::cosh(u), 2));
  }
  const Array length = high - low, offsets = array(distances) * length;
  const Array half_weights = array(weights);
  const std::int64_t half = options.num_points / 2;
  const Array x =
      concatenate({low + reverse(offsets, {0}), high - slice_axis(offsets, 0, 1, half + 1)});
  const Array all =
      concatenate({reverse(half_weights, {0}), slice_axis(half_weights, 0, 1, half + 1)});
  return length * weighted(f(x), all, options.num_points);
}

}  // namespace aleator::math
