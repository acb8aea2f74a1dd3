// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/variational_gaussian_process.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/multivariate/gaussian_process_parts.h"

#include <numbers>

namespace aleator::distributions {
namespace {

using Parameters = VariationalGaussianProcessParameters;
constexpr const char* kWho = "VariationalGaussianProcess";

Array transposed(const Array& x) { return swap_axes(x, -1, -2); }
Array times(const Array& matrix, const Array& vector) {
  return squeeze(matmul(matrix, expand_dims(vector, -1)), -1);
}
Array solved(const Array& factor, const Array& vector) {
  return squeeze(solve_triangular(factor, expand_dims(vector, -1)), -1);
}

void check_values(const char* name, const Array& values, std::int64_t num, const char* points) {
  if (values.rank() < 1 || values.dim(-1) != num)
    throw ShapeError(text(kWho, ": '", name, "' must be [..., ", num, "], one for each of ", points,
                          ", got shape ", values.shape()));
}

void check(const Parameters& p) {
  const int n = p.kernel.feature_ndims();
  check_points(kWho, "index_points", p.index_points, n);
  check_points(kWho, "inducing_index_points", p.inducing_index_points, n);
  const std::int64_t m = p.inducing_index_points.dim(-1 - n);
  check_values("variational_inducing_observations_loc", p.variational_inducing_observations_loc, m,
               "inducing_index_points");
  const Array& scale = p.variational_inducing_observations_scale;
  if (scale.rank() < 2 || scale.dim(-1) != m || scale.dim(-2) != m)
    throw ShapeError(text(kWho, ": 'variational_inducing_observations_scale' must be [..., ", m,
                          ", ", m, "], got shape ", scale.shape()));
}

void check_noise(const char* what, const Array& variance) {
  const Array is_positive = variance > 0;
  if (is_positive.is_known() && !all(is_positive).item<bool>())
    throw ValueError(text(kWho, ": ", what, " needs a positive observation_noise_variance, got ",
                          min(variance).item()));
}

/// What is known of the values at the inducing points, in coordinates where they were standard
/// normal before: u = mean_fn(z) + L v, L L' = K_zz + jitter I.
struct Whitened {
  Array factor;     // L
  Array loc, root;  // of v: its mean, and the lower triangular root of its covariance

  explicit Whitened(const Parameters& p) {
    const Array z = as_floating(p.inducing_index_points);
    factor = cholesky(with_noise(p.kernel.matrix(z, z), Array(0.), p.jitter));
    loc = as_floating(p.variational_inducing_observations_loc);
    root = lower_triangle(as_floating(p.variational_inducing_observations_scale));
    if (p.use_whitening_transform) return;
    loc = solved(factor, loc - mean_at(p.mean_fn, z, p.kernel.feature_ndims()));
    root = solve_triangular(factor, root);
  }
};

/// The values at points x: mean, and columns whose products with themselves the covariance is short
/// of that of the process, and what it has more.
struct Projected {
  Array mean, less, more;

  Projected(const Parameters& p, const Whitened& v, const Array& x)
      : less(solve_triangular(v.factor, p.kernel.matrix(as_floating(p.inducing_index_points), x))),
        more(matmul(transposed(v.root), less)) {
    mean = mean_at(p.mean_fn, x, p.kernel.feature_ndims()) + times(transposed(less), v.loc);
  }
};

MultivariateNormalTriLParameters marginal(const Parameters& p) {
  check(p);
  const Array x = as_floating(p.index_points);
  const Projected at(p, Whitened(p), x);
  const Array covariance = p.kernel.matrix(x, x) - matmul(transposed(at.less), at.less) +
                           matmul(transposed(at.more), at.more);
  const Array noise = p.predictive_noise_variance.value_or(p.observation_noise_variance);
  return {.loc = at.mean, .scale_tril = cholesky(with_noise(covariance, noise, p.jitter))};
}

}  // namespace

VariationalGaussianProcess::VariationalGaussianProcess(const Parameters& parameters)
    : MultivariateNormalTriL(marginal(parameters)), parameters_(parameters) {}

Array VariationalGaussianProcess::surrogate_posterior_expected_log_likelihood(
    const Array& observations, const std::optional<Array>& observation_index_points) const {
  const Parameters& p = parameters_;
  const Array x = as_floating(observation_index_points.value_or(p.index_points));
  const int n = p.kernel.feature_ndims();
  check_points(kWho, "observation_index_points", x, n);
  check_values("observations", observations, x.dim(-1 - n), "the points");
  check_noise("the expected log likelihood", p.observation_noise_variance);
  const Projected at(p, Whitened(p), x);
  const ReduceOptions rows{.axes = {-2}}, points{.axes = {-1}};
  const Array variance =
      p.kernel.apply(x, x, 1) - sum(square(at.less), rows) + sum(square(at.more), rows);
  const Array noise = expand_dims(as_floating(p.observation_noise_variance), -1);
  return -0.5 * sum((square(as_floating(observations) - at.mean) + variance) / noise +
                        log(2 * std::numbers::pi * noise),
                    points);
}

Array VariationalGaussianProcess::surrogate_posterior_kl_divergence_prior() const {
  const Whitened v(parameters_);
  const ReduceOptions last{.axes = {-1}}, both{.axes = {-2, -1}};
  const Array spread = sum(square(v.root), both) + sum(square(v.loc), last);
  return 0.5 * (spread - static_cast<double>(v.root.dim(-1))) -
         sum(log(abs(diagonal(v.root))), last);
}

Array VariationalGaussianProcess::variational_loss(const Array& observations,
                                                   const VariationalLossOptions& options) const {
  return options.kl_weight * surrogate_posterior_kl_divergence_prior() -
         surrogate_posterior_expected_log_likelihood(observations,
                                                     options.observation_index_points);
}

VariationalPosterior VariationalGaussianProcess::optimal_variational_posterior(
    const OptimalVariationalPosteriorOptions& o) {
  const int n = o.kernel.feature_ndims();
  check_points(kWho, "inducing_index_points", o.inducing_index_points, n);
  check_points(kWho, "observation_index_points", o.observation_index_points, n);
  check_values("observations", o.observations, o.observation_index_points.dim(-1 - n),
               "observation_index_points");
  check_noise("optimal_variational_posterior", o.observation_noise_variance);
  const Array z = as_floating(o.inducing_index_points), x = as_floating(o.observation_index_points);
  const Array deviation = sqrt(as_floating(o.observation_noise_variance));
  const Array factor = cholesky(with_noise(o.kernel.matrix(z, z), Array(0.), o.jitter));
  const Array projected =
      solve_triangular(factor, o.kernel.matrix(z, x)) / expand_dims(expand_dims(deviation, -1), -1);
  // In whitened coordinates the precision is I + A A', all of whose eigenvalues are at least 1.
  const Array precision =
      cholesky(with_noise(matmul(projected, transposed(projected)), Array(1.), 0));
  const Array residual =
      (as_floating(o.observations) - mean_at(o.mean_fn, x, n)) / expand_dims(deviation, -1);
  const Array center =
      squeeze(cholesky_solve(precision, matmul(projected, expand_dims(residual, -1))), -1);
  const Array covariance = cholesky_solve(precision, eye(z.dim(-1 - n), -1, 0, z.dtype()));
  const Array root = cholesky(covariance);
  if (o.use_whitening_transform) return {.loc = center, .scale = root};
  return {.loc = mean_at(o.mean_fn, z, n) + times(factor, center), .scale = matmul(factor, root)};
}

}  // namespace aleator::distributions
