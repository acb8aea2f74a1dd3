// SPDX-License-Identifier: Apache-2.0
// Declares Pathfinder, a normal approximation of a density from an optimizer's way to its mode.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"
#include "aleator/random/key.h"

namespace aleator::optimize {

/// The log of a density, up to a constant, over all of R^d: one vector to a scalar. Must be pure.
using TargetFn = Callable<Array(const Array&)>;

struct PathfinderOptions {
  std::int64_t max_iterations = 100;  ///< of the optimizer
  int num_correction_pairs = 6;       ///< moves from which a covariance is estimated
  int num_elbo_draws = 10;            ///< per iteration
  int num_draws = 1;
  double tolerance = 1e-6;              ///< the optimizer's, of the gradient
  double f_relative_tolerance = 1e-12;  ///< and of the log density
};

/// Of one path; under vmap each field has the axis of the paths in front.
struct PathfinderResults {
  Array position;     ///< draws of the approximation, [num_draws, d]; [d] if num_draws is 1
  Array log_density;  ///< of the approximation at the draws, normalised; [num_draws], or a scalar
  Array target_log_prob;  ///< at the draws: with log_density, importance weights
  Array elbo;      ///< estimate of the evidence lower bound, log Z - KL(approximation, target)
  Array location;  ///< the mean of the approximation, [d]
  Array inverse_metric;  ///< the diagonal of its covariance, [d]
  Array num_gradients;   ///< int64: evaluations of the gradient
  Array
      has_succeeded;  ///< else the start was not finite, or no approximation: position is the start
};

/// Follows L-BFGS from one start towards the mode; at each point of the way the inverse Hessian
/// that the last moves say, a diagonal and corrections of low rank, makes a normal approximation;
/// the one with the largest evidence lower bound, estimated with num_elbo_draws draws, is returned,
/// and draws of it.
///
/// One start and one key make one result: many are `vmap` over starts and keys. The way to a mode
/// at infinity passes the body of the mass, which is why this finds better starts for a sampler
/// than the mode is. All iterations use the same standard normal numbers, so that differences of
/// the bound between them are less noisy than the bounds; the largest is biased upwards.
///
/// Zhang, Carpenter, Gelman and Vehtari (2022), Pathfinder: parallel quasi-Newton variational
/// inference, algorithms 1 to 4. Results are constants in derivatives.
PathfinderResults pathfinder(const TargetFn& log_prob, const Array& initial_position,
                             const Key& key, const PathfinderOptions& options = {});

}  // namespace aleator::optimize
