// SPDX-License-Identifier: Apache-2.0
// Defines VariationalGaussianProcess, a Gaussian process known by few of its values.
#pragma once

#include "aleator/distributions/multivariate/gaussian_process.h"

namespace aleator::distributions {

struct VariationalGaussianProcessParameters {
  math::psd_kernels::PositiveSemidefiniteKernel kernel = required("kernel");
  Array index_points = required("index_points");                    ///< [..., n, features]
  Array inducing_index_points = required("inducing_index_points");  ///< [..., m, features]
  /// Mean of the values at the inducing points, that of the process included: [..., m].
  Array variational_inducing_observations_loc = required("variational_inducing_observations_loc");
  /// S with covariance S S' of these values, [..., m, m], of which the lower triangle is read.
  Array variational_inducing_observations_scale =
      required("variational_inducing_observations_scale");
  MeanFunction mean_fn = {};                            ///< 0 where it is left out
  Array observation_noise_variance = 0.;                ///< of observations, not negative
  std::optional<Array> predictive_noise_variance = {};  ///< of new values; by default the same
  double jitter = 1e-6;  ///< added to the variances for the factorizations
  /// Whether l and S are those of v, where the values at the inducing points are mean_fn(z) + L v,
  /// L L' = K_zz + jitter I. Training is then better conditioned: a priori v is standard normal,
  /// whatever the kernel.
  bool use_whitening_transform = false;
};

struct VariationalLossOptions {
  std::optional<Array> observation_index_points = {};  ///< by default index_points
  double kl_weight = 1;                                ///< 1 / (number of batches) for minibatches
};

struct OptimalVariationalPosteriorOptions {
  math::psd_kernels::PositiveSemidefiniteKernel kernel = required("kernel");
  Array inducing_index_points = required("inducing_index_points");        ///< [..., m, features]
  Array observation_index_points = required("observation_index_points");  ///< [..., n, features]
  Array observations = required("observations");                          ///< [..., n]
  Array observation_noise_variance = required("observation_noise_variance");  ///< positive
  MeanFunction mean_fn = {};             ///< 0 where it is left out
  double jitter = 1e-6;                  ///< added to the variances for the factorizations
  bool use_whitening_transform = false;  ///< as in the parameters of the process
};

/// Parameters of the values at the inducing points: [..., m], and a lower triangle [..., m, m].
struct VariationalPosterior {
  Array loc, scale;
};

/// The values of a Gaussian process at index_points x, when the values at inducing_index_points z
/// are normal with mean l and covariance S S', and given them the process is what it was before.
/// With K the kernel's matrices, W = K_xz (K_zz + jitter I)^-1 and v the predictive noise it is
/// multivariate normal with
///
///   mean mean_fn(x) + W (l - mean_fn(z)),
///   covariance K_xx - W K_zx + W S S' W' + (v + jitter) I.
///
/// M. Titsias (2009), "Variational learning of inducing variables in sparse Gaussian processes";
/// J. Hensman, N. Fusi and N. Lawrence (2013), "Gaussian processes for big data".
class VariationalGaussianProcess : public MultivariateNormalTriL {
 public:
  explicit VariationalGaussianProcess(const VariationalGaussianProcessParameters& parameters);

  /// E[log N(observations | f, observation_noise_variance)] over the values f at the points, summed
  /// over them: [..., n] to [...]. It needs no matrix of n by n. observation_noise_variance must be
  /// positive.
  Array surrogate_posterior_expected_log_likelihood(
      const Array& observations, const std::optional<Array>& observation_index_points = {}) const;
  /// KL(N(l, S S') || N(mean_fn(z), K_zz + jitter I)).
  Array surrogate_posterior_kl_divergence_prior() const;
  /// Minus a lower bound of the log evidence of observations, for kl_weight 1: kl_weight times the
  /// divergence minus the expected log likelihood.
  Array variational_loss(const Array& observations,
                         const VariationalLossOptions& options = {}) const;
  /// Where variational_loss is least for kl_weight 1.
  static VariationalPosterior optimal_variational_posterior(
      const OptimalVariationalPosteriorOptions& options);

  const VariationalGaussianProcessParameters& process() const { return parameters_; }

 private:
  VariationalGaussianProcessParameters parameters_;
};

}  // namespace aleator::distributions
