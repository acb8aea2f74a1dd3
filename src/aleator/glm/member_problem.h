// SPDX-License-Identifier: Apache-2.0
// Declares the parts of fits with penalties that all of them share.
#pragma once

#include "aleator/glm/coordinate_descent.h"
#include "aleator/glm/proximal_hessian.h"

namespace aleator::glm {

/// One member as a problem of its own.
Problem member_problem(const Problem& problem, std::int64_t member);

/// Penalties of fitted columns in units of the dispersion; an added intercept has none.
Penalties penalties_of(const Problem& problem, double l1_regularizer, double l2_regularizer);

/// The quadratic model of half the deviance of a problem of one member, and of the l2 penalty, at
/// b: sets f.gradient and returns the matrix.
std::vector<double> expand(const Problem& problem, const std::vector<double>& b,
                           PenalizedQuadratic& f);

}  // namespace aleator::glm
