// SPDX-License-Identifier: Apache-2.0
// Defines Gaussian processes at finitely many points: GaussianProcess, and
// GaussianProcessRegressionModel, which is one given observations.
#pragma once

#include "aleator/base/callable.h"
#include "aleator/base/error.h"
#include "aleator/distributions/multivariate/multivariate_normal_tril.h"
#include "aleator/math/psd_kernels/positive_semidefinite_kernel.h"

#include <optional>

namespace aleator::distributions {

/// Means at points: [..., n, features] to [..., n].
using MeanFunction = Callable<Array(const Array& index_points)>;

class GaussianProcessRegressionModel;

struct GaussianProcessParameters {
  math::psd_kernels::PositiveSemidefiniteKernel kernel = required("kernel");
  Array index_points = required("index_points");  ///< [..., n, features]
  MeanFunction mean_fn = {};                      ///< 0 where it is left out
  Array observation_noise_variance = 0.;          ///< of each value, not negative
  double jitter = 1e-6;                           ///< added to the variances for the factorization
};

/// The values of a Gaussian process at index_points, with noise: a multivariate normal distribution
/// with
///
///   mean mean_fn(index_points),
///   covariance kernel.matrix(index_points, index_points) + (observation_noise_variance + jitter) I
///
/// Making it costs a Cholesky factorization of an n by n matrix.
class GaussianProcess : public MultivariateNormalTriL {
 public:
  explicit GaussianProcess(const GaussianProcessParameters& parameters);
  /// The same process at other points.
  GaussianProcess get_marginal_distribution(const Array& index_points) const;
  /// The values at predictive_index_points given those at index_points.
  GaussianProcessRegressionModel posterior_predictive(const Array& observations,
                                                      const Array& predictive_index_points) const;

 private:
  GaussianProcessParameters parameters_;
};

struct GaussianProcessRegressionModelParameters {
  math::psd_kernels::PositiveSemidefiniteKernel kernel = required("kernel");
  Array index_points = required("index_points");  ///< where to predict: [..., m, features]
  Array observation_index_points = required("observation_index_points");  ///< [..., n, features]
  Array observations = required("observations");                          ///< [..., n]
  MeanFunction mean_fn = {};                            ///< 0 where it is left out
  Array observation_noise_variance = 0.;                ///< of the observations, not negative
  std::optional<Array> predictive_noise_variance = {};  ///< of new values; by default the same
  double jitter = 1e-6;  ///< added to the variances for the factorizations
};

/// The values of a Gaussian process at index_points given observations at others, with K the
/// covariance of the observations and k that of the values with them: mean
/// mean_fn(index_points) + k K^-1 (observations - mean_fn(observation_index_points)), covariance
/// kernel.matrix(index_points, index_points) - k K^-1 k' + (predictive_noise_variance + jitter) I.
/// (Rasmussen and Williams 2006, Gaussian Processes for Machine Learning, algorithm 2.1.)
class GaussianProcessRegressionModel : public MultivariateNormalTriL {
 public:
  explicit GaussianProcessRegressionModel(
      const GaussianProcessRegressionModelParameters& parameters);
};

}  // namespace aleator::distributions
