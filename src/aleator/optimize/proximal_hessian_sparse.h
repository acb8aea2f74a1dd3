// SPDX-License-Identifier: Apache-2.0
// Declares minimization of a smooth function with l1 and l2 penalties by proximal Newton steps.
// Names are TFP's.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"

#include <optional>

namespace aleator::optimize {

struct ProximalHessianSparseOptions {
  Array l1_regularizer = 0.;  ///< not negative: one number, or [d]
  Array l2_regularizer = 0.;  ///< likewise
  double tolerance = 1e-8;    ///< converged when no element of the least subgradient is larger
  std::int64_t max_iterations = 100;
  std::int64_t max_full_sweeps_per_iteration = 1000;  ///< of coordinate descent
  double learning_rate = 1;                           ///< in (0, 1]: of coordinate updates
  /// position -> [d, d], instead of the second derivatives: any symmetric matrix near to them, as
  /// the expected information of a model.
  std::optional<Callable<Array(const Array&)>> hessian_fn = {};
};

/// Of one start; under vmap each field has the axis of the starts in front.
struct ProximalHessianSparseResults {
  Array converged;  ///< whether the tolerance was met
  Array failed;     ///< whether the start is not finite, or no step makes the objective smaller
  Array num_iterations;             ///< int64
  Array position;                   ///< elements that are 0 are exactly 0
  Array objective_value;            ///< penalties included
  Array loss_value, loss_gradient;  ///< without them
  Array subgradient;                ///< [d], the least one of the objective
};

/// Searches from one start x of shape [d] for the least
///
///   loss(x) + sum l1_regularizer |x| + sum l2_regularizer x^2
///
/// of a twice differentiable loss. Each iteration minimises the second-order model of the loss with
/// the penalties by coordinate descent, and halves the step until the objective falls; where the
/// model has no minimum, or promises what does not come, the identity is added to its matrix. Many
/// starts, and many penalties at once, are `vmap`. The results are constants in derivatives.
///
/// For matrices [d, d] that fit into a cache; glm::fit_sparse is for generalized linear models, and
/// has a certificate of what is left.
///
/// Source: Lee, Sun and Saunders (2014), "Proximal Newton-type methods for minimizing composite
/// functions"; Friedman, Hastie and Tibshirani (2010), "Regularization paths for generalized linear
/// models via coordinate descent".
ProximalHessianSparseResults proximal_hessian_sparse_minimize(
    const Callable<Array(const Array&)>& loss_fn, const Array& x_start,
    const ProximalHessianSparseOptions& options = {});

}  // namespace aleator::optimize
