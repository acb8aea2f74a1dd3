// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/parts/directions.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/decomposition.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/sort.h"
#include "aleator/mcmc/parts/rows.h"

#include <algorithm>
#include <cmath>

namespace aleator::mcmc {
namespace {

constexpr double kLeastFactor = 2;  // of a variance that is worth a direction
// The diagonal has the scales of coordinates; what correlations leave beyond this is no posterior's
// but that of a density which cannot be normalised.
constexpr double kMostFactor = 1e4;
constexpr double kDrawsPerComponent = 4;
constexpr std::int64_t kMostRows = 32, kMostNumbers = std::int64_t{1} << 20;  // of a chain
constexpr std::int64_t kMostDraws = 512;                                      // of all
constexpr double kSmall = 1e-10;  // of eigenvalues beside the largest: nothing but rounding

Array column(const Array& x) { return expand_dims(x, 1); }

/// Rows of an orthonormal basis of the span of the rows of x, the longest first; those of
/// eigenvalues that are only rounding are zeros.
Array principal_rows(const Array& x, std::int64_t number) {
  const std::int64_t n = x.dim(0), d = x.dim(1);
  const bool is_wide = n < d;
  const auto [values, vectors] = eigh(is_wide ? matmul(x, transpose(x)) : matmul(transpose(x), x));
  const Array chosen = reverse(transpose(vectors), {0})[Slice(0, number)];
  const Array length = reverse(values, {0})[Slice(0, number)];
  const Array is_real = length > kSmall * max(values);
  const Array rows =
      is_wide ? matmul(chosen, x) * column(rsqrt(where(is_real, length, 1.))) : chosen;
  return where(column(is_real), rows, 0.);
}

/// S with S b S = a, for positive definite a and b: the geometric mean of a and the inverse of b.
Array metric_between(const Array& a, const Array& b) {
  const auto power = [](const Array& x, double exponent) {
    const auto [values, vectors] = eigh(x);
    const Array safe = maximum(values, kSmall * max(values));
    return matmul(vectors * exp(exponent * log(safe)), transpose(vectors));
  };
  const Array root = power(b, 0.5), inverse_root = power(b, -0.5);
  return matmul(inverse_root, matmul(power(matmul(root, matmul(a, root)), 0.5), inverse_root));
}

/// The covariance of the rows' coordinates in a basis with zeros; 1 where those are.
Array covariance_in(const Array& basis, const Array& rows, double num_draws) {
  const Array coordinates = matmul(rows, transpose(basis));
  const Array is_empty = sum(square(basis), {.axes = {1}}) == 0.;
  const Array covariance = matmul(transpose(coordinates), coordinates) / num_draws;
  return covariance + diagonal_matrix(astype(is_empty, covariance.dtype()));
}

/// Room for directions: whole passes.
std::int64_t num_rows(std::int64_t size, std::int64_t num_directions) {
  constexpr std::int64_t kTogether = MetricDirections::kTogether;
  return (std::min(size, num_directions) + kTogether - 1) / kTogether * kTogether;
}

/// Rows of all chains, every `step`-th of each.
Array rows_of_all(const Array& chains, std::int64_t step) {
  const std::int64_t num_chains = std::min(chains.dim(0), kMostDraws), size = chains.dim(2);
  const Array rows = slice_axis(slice_axis(chains, 0, 0, num_chains), 1, 0, chains.dim(1), step);
  return reshape(rows, {num_chains * rows.dim(1), size});
}

}  // namespace

SpreadDraws spread_draws(const ArrayType& position, bool has_room, std::int64_t num_transitions) {
  const std::int64_t size = position.shape[0];
  const std::int64_t rows =
      has_room ? std::clamp<std::int64_t>(kMostNumbers / size, 1, kMostRows) : 0;
  const std::int64_t stride = has_room ? (num_transitions + rows - 1) / rows : 0;
  const Array none = zeros({rows, size}, position.dtype);
  return {strong_scalar(stride), none, none};
}

SpreadDraws with(const SpreadDraws& draws, const Array& num_before, const Array& position,
                 const Array& gradient) {
  if (draws.positions.dim(0) == 0) return draws;
  const Array number = astype(num_before, int64);
  const Array row = floor_divide(number, maximum(draws.stride, astype(1, int64)));
  const Array is_next = logical_and(draws.stride > 0, number == row * draws.stride);
  return cond(
      logical_and(is_next, row < draws.positions.dim(0)),
      [&](const SpreadDraws& d) {
        return SpreadDraws{d.stride, with_row(d.positions, row, position),
                           with_row(d.gradients, row, gradient)};
      },
      [](const SpreadDraws& d) { return d; }, draws);
}

CenteredDraws centered(const SpreadDraws& chains, const Array& is_chosen, const Means& means) {
  const std::int64_t num_chains = chains.positions.dim(0), num_rows = chains.positions.dim(1);
  const std::int64_t step = (num_chains * num_rows + kMostDraws - 1) / kMostDraws;
  const Array positions = rows_of_all(chains.positions, step),
              gradients = rows_of_all(chains.gradients, step);
  const Array is_of_chosen = rows_of_all(
      broadcast_to(reshape(is_chosen, {num_chains, 1, 1}), {num_chains, num_rows, 1}), step);
  const auto all_of = [](const Array& x) { return all(x, {.axes = {1}, .keep_dims = true}); };
  // A row that nothing has been written to is zeros.
  const Array is_usable =
      logical_and(logical_and(is_of_chosen, logical_not(all_of(positions == 0.))),
                  logical_and(all_of(is_finite(positions)), all_of(is_finite(gradients))));
  return {where(is_usable, positions - means.position, 0.),
          where(is_usable, gradients - means.gradient, 0.), sum(astype(is_usable, float64)).item()};
}

MetricDirections no_directions(const ArrayType& position, std::int64_t num_directions) {
  const std::int64_t size = position.shape[0], rows = num_rows(size, num_directions);
  return {astype(0., position.dtype), zeros({rows, size}, position.dtype),
          zeros({rows}, position.dtype)};
}

MetricDirections find_directions(const CenteredDraws& draws, const Array& inverse_metric,
                                 std::int64_t num_directions) {
  const std::int64_t size = inverse_metric.size(), most = std::min(size, num_directions);
  const Dtype dtype = inverse_metric.dtype();
  const auto num_components =
      std::min(most, static_cast<std::int64_t>(draws.num_draws / (2 * kDrawsPerComponent)));
  if (num_components < 1) return no_directions({.dtype = dtype, .shape = {size}}, num_directions);
  const Array unit = sqrt(astype(inverse_metric, float64));
  const Array x = astype(draws.positions, float64) / unit,
              g = astype(draws.gradients, float64) * unit;
  const Array both =
      concatenate({principal_rows(x, num_components), principal_rows(g, num_components)});
  const Array basis = principal_rows(both, std::min(size, 2 * num_components));
  const auto [variances, vectors] = eigh(metric_between(covariance_in(basis, x, draws.num_draws),
                                                        covariance_in(basis, g, draws.num_draws)));
  const std::int64_t num_found = std::min(most, variances.dim(0));
  const Array variance = clip(variances, 1 / kMostFactor, kMostFactor);
  const Array factor = abs(log(variance));
  const Array order = argsort(-factor)[Slice(0, num_found)];
  const Array is_used = take(factor, order) > std::log(kLeastFactor);
  const Array found = matmul(transpose(take(vectors, order, 1)), basis) * unit;
  const auto with_room = [&](const Array& x) {
    const std::int64_t rows = num_rows(size, num_directions);
    const Array rest = zeros(Shape{rows - num_found} + x.shape().without(0));
    return astype(concatenate({x, rest}), dtype);
  };
  return {astype(sum(astype(is_used, float64)), dtype),
          with_room(where(column(is_used), found, 0.)),
          with_room(where(is_used, sqrt(take(variance, order)) - 1., 0.))};
}

}  // namespace aleator::mcmc
