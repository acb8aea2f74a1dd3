// SPDX-License-Identifier: Apache-2.0
// Declares nonlinear least squares by the method of Levenberg and Marquardt.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"

namespace aleator::optimize {

/// x -> residuals: a vector to a vector. Must be pure.
using ResidualsFn = Callable<Array(const Array&)>;

struct LeastSquaresOptions {
  double tolerance = 1e-10;    ///< converged when the cosines of the residuals with all columns of
                               ///< the Jacobian are at most this
  double x_tolerance = 1e-12;  ///< or when a step is this small relative to the position, scaled
  double f_relative_tolerance = 1e-15;  ///< or when it changes the sum by at most this times it
  std::int64_t max_iterations = 5000;
  double initial_damping = 1e-3;  ///< relative to the squared lengths of the Jacobian's columns
};

/// Of one start; under vmap each field has the axis of the starts in front.
struct LeastSquaresResults {
  Array converged;  ///< whether a tolerance was met
  Array failed;     ///< whether the start is not finite, or no step makes the sum smaller
  Array num_iterations;
  Array position;                 ///< [d]
  Array residual_sum_of_squares;  ///< sum r_i^2 there
  Array residuals, jacobian;      ///< [m], [m, d]
  /// Of the position as an estimate from m observations with independent errors of one variance:
  /// the roots of the diagonal of sum r^2 / (m - d) (J' J)^-1; NaN where J has no full rank.
  Array standard_errors;
};

/// Minimises the sum of squared residuals from one start of shape [d]; m >= d residuals. Many
/// starts are `vmap`. Coordinates are scaled by the columns of the Jacobian, so their units do not
/// matter; steps come from an orthogonal decomposition, not from normal equations, which would lose
/// half of the digits. Where residuals are not finite the step is shortened. The results are
/// constants in derivatives.
///
/// Source: Moré (1978), "The Levenberg-Marquardt algorithm: implementation and theory"; damping by
/// Nielsen (1999), "Damping parameter in Marquardt's method"; steps that turn by second
/// derivatives, and are refused where these are large, by Transtrum and Sethna (2012),
/// "Improvements to the Levenberg-Marquardt algorithm".
LeastSquaresResults least_squares_minimize(const ResidualsFn& residuals_fn,
                                           const Array& initial_position,
                                           const LeastSquaresOptions& options = {});

}  // namespace aleator::optimize
