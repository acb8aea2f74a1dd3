// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/gaussian_process.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/multivariate/gaussian_process_parts.h"

namespace aleator::distributions {

void check_points(const char* who, const char* field, const Array& points, int feature_ndims) {
  if (points.rank() <= feature_ndims)
    throw ShapeError(text(who, ": '", field, "' must have an axis of points before the ",
                          feature_ndims, " of features, got shape ", points.shape()));
}

Array mean_at(const MeanFunction& mean_fn, const Array& points, int feature_ndims) {
  const Array values = mean_fn ? as_floating(mean_fn(points)) : zeros({}, points.dtype());
  return broadcast_to(
      values, broadcast_shapes(values.shape(), {points.dim(-1 - feature_ndims)}, "mean_fn"));
}

Array with_noise(const Array& matrix, const Array& variance, double jitter) {
  const Array each = expand_dims(expand_dims(variance + jitter, -1), -1);
  return matrix + each * eye(matrix.dim(-1), -1, 0, matrix.dtype());
}

namespace {

MultivariateNormalTriLParameters marginal(const GaussianProcessParameters& p) {
  const int n = p.kernel.feature_ndims();
  check_points("GaussianProcess", "index_points", p.index_points, n);
  const Array x = as_floating(p.index_points);
  const Array covariance =
      with_noise(p.kernel.matrix(x, x), p.observation_noise_variance, p.jitter);
  return {.loc = mean_at(p.mean_fn, x, n), .scale_tril = cholesky(covariance)};
}

void check_observations(const GaussianProcessRegressionModelParameters& p) {
  const int n = p.kernel.feature_ndims();
  constexpr const char* kWho = "GaussianProcessRegressionModel";
  check_points(kWho, "index_points", p.index_points, n);
  check_points(kWho, "observation_index_points", p.observation_index_points, n);
  const std::int64_t num = p.observation_index_points.dim(-1 - n);
  if (p.observations.rank() < 1 || p.observations.dim(-1) != num)
    throw ShapeError(text(kWho, ": 'observations' must be [..., ", num,
                          "], one for each of observation_index_points, got shape ",
                          p.observations.shape()));
}

MultivariateNormalTriLParameters conditional(const GaussianProcessRegressionModelParameters& p) {
  check_observations(p);
  const int n = p.kernel.feature_ndims();
  const Array x = as_floating(p.observation_index_points), at = as_floating(p.index_points);
  const Array factor =
      cholesky(with_noise(p.kernel.matrix(x, x), p.observation_noise_variance, p.jitter));
  const Array across = p.kernel.matrix(x, at);
  const Array residual = expand_dims(as_floating(p.observations) - mean_at(p.mean_fn, x, n), -1);
  const Array whitened = solve_triangular(factor, across),
              white_residual = solve_triangular(factor, residual);
  const Array transposed = swap_axes(whitened, -1, -2);
  const Array shift = squeeze(matmul(transposed, white_residual), -1);
  const Array noise = p.predictive_noise_variance.value_or(p.observation_noise_variance);
  const Array covariance = p.kernel.matrix(at, at) - matmul(transposed, whitened);
  return {.loc = mean_at(p.mean_fn, at, n) + shift,
          .scale_tril = cholesky(with_noise(covariance, noise, p.jitter))};
}

}  // namespace

GaussianProcess::GaussianProcess(const GaussianProcessParameters& parameters)
    : MultivariateNormalTriL(marginal(parameters)), parameters_(parameters) {}

GaussianProcess GaussianProcess::get_marginal_distribution(const Array& index_points) const {
  GaussianProcessParameters other = parameters_;
  other.index_points = index_points;
  return GaussianProcess(other);
}

GaussianProcessRegressionModel GaussianProcess::posterior_predictive(
    const Array& observations, const Array& predictive_index_points) const {
  return GaussianProcessRegressionModel(
      {.kernel = parameters_.kernel,
       .index_points = predictive_index_points,
       .observation_index_points = parameters_.index_points,
       .observations = observations,
       .mean_fn = parameters_.mean_fn,
       .observation_noise_variance = parameters_.observation_noise_variance,
       .jitter = parameters_.jitter});
}

GaussianProcessRegressionModel::GaussianProcessRegressionModel(
    const GaussianProcessRegressionModelParameters& parameters)
    : MultivariateNormalTriL(conditional(parameters)) {}

}  // namespace aleator::distributions
