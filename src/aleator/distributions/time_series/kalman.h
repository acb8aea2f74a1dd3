// SPDX-License-Identifier: Apache-2.0
// Declares the recursions of linear Gaussian state space models, one step after the other.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"

namespace aleator {

/// A step of a model: x' = F x + q, y = H x + r, by the moments of q and r.
struct LinearGaussianStep {
  Array transition_matrix, transition_mean, transition_cov;
  Array observation_matrix, observation_mean, observation_cov;
};
using LinearGaussianSteps = Callable<LinearGaussianStep(const Array& step)>;

struct GaussianMoments {
  Array mean, cov;
};

/// Of one step; stacked along axis 0 for all.
struct KalmanFilterStep {
  Array log_likelihood;
  GaussianMoments filtered, predicted, observed;
};

/// y is [steps, ..., k], is_missing [steps, ...] or [steps, 1, ..., 1]; start holds the moments of
/// the first state, broadcast as the results are to be.
KalmanFilterStep kalman_filter(const LinearGaussianSteps& model, const Array& y,
                               const Array& is_missing, const GaussianMoments& start);
/// The moments of the states given all observations, [steps, ...].
GaussianMoments kalman_smoother(const LinearGaussianSteps& model, const Array& y,
                                const Array& is_missing, const KalmanFilterStep& filtered);

Array matrix_vector(const Array& matrix, const Array& x);
Array transposed(const Array& matrix);
/// m c m' and the moments of y = H x + r.
Array transformed_cov(const Array& m, const Array& c);
GaussianMoments observed_moments(const LinearGaussianStep& s, const GaussianMoments& state);
/// The moments of x' = F x + q.
GaussianMoments next_moments(const LinearGaussianStep& s, const GaussianMoments& state);

}  // namespace aleator
