// SPDX-License-Identifier: Apache-2.0
// Declares minimization by Newton's method within a trust region.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"

namespace aleator::optimize {

struct TrustRegionOptions {
  double tolerance = 1e-8;  ///< converged when no element of the gradient is larger than this
                            ///< and no direction curves down
  double x_tolerance = 0;   ///< or when a step moved no element by more than this
  std::int64_t max_iterations = 200;
  double initial_radius = 1;  ///< the longest first step
  double max_radius = 1e10;
};

/// Of one start; under vmap each field has the axis of the starts in front.
struct TrustRegionResults {
  Array converged;  ///< whether a tolerance was met
  Array failed;     ///< whether the start is not finite, or no step makes the value smaller
  Array num_iterations;
  Array position, objective_value, objective_gradient;
  Array objective_hessian;  ///< [d, d]
  Array radius;             ///< of the last region
};

/// Searches for a minimum of a twice differentiable function x -> scalar from one start of shape
/// [d], with exact derivatives of both orders: for few dimensions and high accuracy. A step is the
/// least value of the quadratic model within the radius, by the eigenvalues of the Hessian (the
/// hard case included), so saddles are left. Where the value is not finite the region shrinks.
/// The results are constants in derivatives.
///
/// Source: Moré and Sorensen (1983), "Computing a trust region step".
TrustRegionResults trust_region_minimize(const Callable<Array(const Array&)>& objective_function,
                                         const Array& initial_position,
                                         const TrustRegionOptions& options = {});

}  // namespace aleator::optimize
