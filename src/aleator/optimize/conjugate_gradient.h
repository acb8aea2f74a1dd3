// SPDX-License-Identifier: Apache-2.0
// Declares minimization by nonlinear conjugate gradients.
#pragma once

#include "aleator/optimize/objective.h"

namespace aleator::optimize {

struct ConjugateGradientOptions {
  double tolerance = 1e-8;  ///< converged when no element of the gradient is larger than this
  double x_tolerance = 0;   ///< or when a step moved no element by more than this
  double f_relative_tolerance = 0;  ///< or changed the value by at most this times |value|
  double f_absolute_tolerance = 0;  ///< or by at most this
  std::int64_t max_iterations = 200;
  std::int64_t max_line_search_iterations = 50;  ///< evaluations per iteration
};

/// Of one start; under vmap each field has the axis of the starts in front.
struct ConjugateGradientResults {
  Array converged;  ///< whether a tolerance was met; the position and the value are finite then
  Array failed;     ///< whether the start is not finite, or no step made the value smaller
  Array num_iterations, num_objective_evaluations;      ///< int64
  Array position, objective_value, objective_gradient;  ///< the best that was found
};

/// Searches for a minimum of a smooth function from one start of shape [d], with the memory of one
/// direction: for vectors too long for L-BFGS. The direction is d <- -g + b d with
///
///   b = max((y - 2 d |y|^2 / (d'y))' g / (d'y), -1 / (|d| min(0.01, |g_before|)))
///
/// for the change y of the gradient, and the step that of hager_zhang.
///
/// Source: Hager and Zhang (2005), "A new conjugate gradient method with guaranteed descent and an
/// efficient line search". The results are constants in derivatives.
ConjugateGradientResults conjugate_gradient_minimize(
    const ValueAndGradientsFunction& value_and_gradients_function, const Array& initial_position,
    const ConjugateGradientOptions& options = {});

}  // namespace aleator::optimize
