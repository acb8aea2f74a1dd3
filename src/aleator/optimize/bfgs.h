// SPDX-License-Identifier: Apache-2.0
// Declares minimization by the method of Broyden, Fletcher, Goldfarb and Shanno with a dense
// matrix. Names are TFP's.
#pragma once

#include "aleator/optimize/objective.h"

#include <optional>

namespace aleator::optimize {

struct BfgsOptions {
  double tolerance = 1e-8;  ///< converged when no element of the gradient is larger than this
  double x_tolerance = 0;   ///< or when a step moved no element by more than this
  double f_relative_tolerance = 0;  ///< or changed the value by at most this times |value|
  double f_absolute_tolerance = 0;  ///< or by at most this
  /// [d, d], symmetric and positive definite; the identity by default.
  std::optional<Array> initial_inverse_hessian_estimate = {};
  std::int64_t max_iterations = 50;
  std::int64_t max_line_search_iterations = 50;  ///< evaluations per iteration
};

/// Of one start; under vmap each field has the axis of the starts in front.
struct BfgsResults {
  Array converged;  ///< whether a tolerance was met; the position and the value are finite then
  Array failed;     ///< whether the start is not finite, or no step made the value smaller
  Array num_iterations, num_objective_evaluations;      ///< int64
  Array position, objective_value, objective_gradient;  ///< the best that was found
  Array inverse_hessian_estimate;                       ///< [d, d]
};

/// Searches for a minimum of a smooth function from one start of shape [d], as lbfgs_minimize does,
/// with all moves remembered in a matrix: fewer iterations, d^2 numbers.
///
/// Source: Nocedal and Wright (2006), Numerical Optimization, 6.1. The results are constants in
/// derivatives.
BfgsResults bfgs_minimize(const ValueAndGradientsFunction& value_and_gradients_function,
                          const Array& initial_position, const BfgsOptions& options = {});

}  // namespace aleator::optimize
