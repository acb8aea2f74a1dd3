// SPDX-License-Identifier: Apache-2.0
// Defines LinearGaussianStateSpaceModel, noisy linear observations of a linear Gaussian chain.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"
#include "aleator/distributions/time_series/of_time.h"

namespace aleator::distributions {

/// Matrices and noises are values, or functions of the step; noises and the prior are distributions
/// over vectors of which mean and covariance are used.
struct LinearGaussianStateSpaceModelParameters {
  std::int64_t num_timesteps = 0;                                   ///< observations, at least 1
  OfTime<Array> transition_matrix = required("transition_matrix");  ///< F: [..., d, d]
  OfTime<Distribution> transition_noise = required("transition_noise");    ///< q, of d numbers
  OfTime<Array> observation_matrix = required("observation_matrix");       ///< H: [..., k, d]
  OfTime<Distribution> observation_noise = required("observation_noise");  ///< r, of k numbers
  Distribution initial_state_prior =
      required("initial_state_prior");  ///< of the first x, d numbers
  std::int64_t initial_step = 0;        ///< the step of the first observation
  std::optional<Array> mask = {};       ///< which observations are missing: bools, batch + [steps]
};

/// What the Kalman filter gives, steps before the last axes: means [..., steps, d] and covariances
/// [..., steps, d, d]. Covariances have no axes of observations' samples where nothing depends on
/// them.
struct KalmanFilterResults {
  Array log_likelihoods;  ///< of each observation given those before: [..., steps]
  Array filtered_means;   ///< of the state given observations up to its own
  Array filtered_covs;
  Array predicted_means;  ///< of the state given the observations before it
  Array predicted_covs;
  Array observation_means;  ///< of the observation given those before it
  Array observation_covs;
};

struct SmoothedStates {
  Array means;  ///< of the states given all observations: [..., steps, d]
  Array covs;   ///< [..., steps, d, d]
};

/// Observations y of states x that follow a linear chain with normal noise:
///
///   x[0] from initial_state_prior,   x[t + 1] = F x[t] + q[t],   y[t] = H x[t] + r[t]
///
/// event_shape is [num_timesteps, k]. The density is by the Kalman filter, whose covariances are
/// updated in Joseph's form, which keeps them symmetric and definite; the smoother inverts
/// covariances of observations only, so states may be certain. Missing observations count for
/// nothing. J. Durbin and S. Koopman (2012), "Time series analysis by state space methods".
class LinearGaussianStateSpaceModel : public Distribution {
 public:
  explicit LinearGaussianStateSpaceModel(const LinearGaussianStateSpaceModelParameters& parameters);
  static const Family family;

  /// `mask` says which observations are missing; by default that of the model.
  KalmanFilterResults forward_filter(const Array& observations,
                                     const std::optional<Array>& mask = {}) const;
  SmoothedStates posterior_marginals(const Array& observations,
                                     const std::optional<Array>& mask = {}) const;
  /// Means and covariances of observations whose states have these: [..., steps, k], [..., steps,
  /// k, k].
  SmoothedStates latents_to_observations(const SmoothedStates& states) const;
};

}  // namespace aleator::distributions
