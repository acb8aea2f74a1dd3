// SPDX-License-Identifier: Apache-2.0
// Defines the adaptation of trajectory length, step size and metric by all chains together.
#pragma once

#include "aleator/base/callable.h"
#include "aleator/base/error.h"
#include "aleator/mcmc/kernel.h"

namespace aleator::mcmc {

/// What a trajectory is worth: a scalar of its start, its end and the unit vector of the direction
/// in which the posterior is longest, all [size], centred and in units of the metric.
using TrajectoryCriterion =
    Callable<Array(const Array& start, const Array& end, const Array& direction)>;

/// (|end|^2 - |start|^2)^2 / 4: the change in the estimator of the expected squared norm. Hoffman,
/// Radul and Sountsov (2021).
Array chees_criterion(const Array& start, const Array& end, const Array& direction);
/// The same of the coordinate in `direction` alone. Sountsov and Hoffman (2021), "Focusing on
/// difficult directions for learning HMC trajectory lengths".
Array snaper_criterion(const Array& start, const Array& end, const Array& direction);

/// Adapts the trajectory length of a JitteredHamiltonianMonteCarlo by stochastic ascent (Adam) of
/// the criterion per proposal, weighted by acceptance; the step size by dual averaging of the
/// harmonic mean of acceptance over chains; and the diagonal metric, sqrt(variance of positions /
/// variance of gradients), by running variances over chains and the latest eighth of the
/// transitions. All chains share everything; chains far from most are left out.
///
/// Sources: Hoffman, Radul and Sountsov (2021), "An adaptive-MCMC scheme for setting trajectory
/// lengths in Hamiltonian Monte Carlo"; Sountsov and Hoffman (2021), arXiv 2110.11576.
struct GradientBasedTrajectoryLengthAdaptation {
  Kernel inner_kernel = required("inner_kernel");
  std::int64_t num_adaptation_steps = required("num_adaptation_steps");
  double target_accept_prob = 0.651;  ///< of the harmonic mean
  double adaptation_rate = 0.025;     ///< of the logarithm of the length
  int max_leapfrog_steps = 1000;      ///< the length is at most so many steps
  TrajectoryCriterion criterion_fn = chees_criterion;
  Ref<const KernelRules> rules() const;
};

}  // namespace aleator::mcmc
