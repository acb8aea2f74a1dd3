// SPDX-License-Identifier: Apache-2.0
// Declares minimization by the limited-memory method of Broyden, Fletcher, Goldfarb and Shanno.
// Names are TFP's.
#pragma once

#include "aleator/optimize/objective.h"

#include <optional>

namespace aleator::optimize {

struct LbfgsOptions {
  int num_correction_pairs = 10;  ///< m: how many moves and changes of gradient are remembered
  double tolerance = 1e-8;        ///< converged when no element of the gradient is larger than this
  double x_tolerance = 0;         ///< or when a step moved no element by more than this
  double f_relative_tolerance = 0;  ///< or changed the value by at most this times |value|
  double f_absolute_tolerance = 0;  ///< or by at most this
  std::int64_t max_iterations = 50;
  std::int64_t max_line_search_iterations = 50;  ///< evaluations per iteration
  /// Before there are moves, and instead of a multiple of the identity later: [d], a diagonal, or
  /// [d, d]; positive definite.
  std::optional<Array> initial_inverse_hessian_estimate = {};
};

/// Of one start; under vmap each field has the axis of the starts in front.
struct LbfgsResults {
  Array converged;  ///< whether a tolerance was met; the position and the value are finite then
  Array failed;     ///< whether the start is not finite, or no step made the value smaller
  Array num_iterations, num_objective_evaluations;      ///< int64
  Array position, objective_value, objective_gradient;  ///< the best that was found
  Array position_deltas, gradient_deltas;  ///< [m, d]: the latest moves, the newest last, or zeros
};

/// Searches for a minimum of a smooth function from one start of shape [d]. Many starts are
/// `vmap`, each with its own number of iterations.
///
/// The direction is -H gradient, where H is the inverse Hessian that the last m moves say (two-loop
/// recursion: Nocedal 1980, Updating quasi-Newton matrices with limited storage), the step that of
/// hager_zhang. Where the value or its gradient is not finite the step is shortened. The results
/// are constants in derivatives.
LbfgsResults lbfgs_minimize(const ValueAndGradientsFunction& value_and_gradients_function,
                            const Array& initial_position, const LbfgsOptions& options = {});

/// Goes on where an earlier search of the same function ended, which max_iterations counts with:
/// 50 iterations and then up to 100 are the same as up to 100 at once. What has converged or failed
/// stays as it is.
LbfgsResults lbfgs_minimize(const ValueAndGradientsFunction& value_and_gradients_function,
                            const LbfgsResults& previous_optimizer_results,
                            const LbfgsOptions& options = {});

}  // namespace aleator::optimize
