// SPDX-License-Identifier: Apache-2.0
// Declares fits with l1 and l2 penalties. Names are TFP's.
#pragma once

#include "aleator/glm/fit.h"

namespace aleator::glm {

struct FitSparseOptions {
  ModelMatrix model_matrix =
      required("model_matrix");           ///< [..., row, column]; no intercept is added
  Array response = required("response");  ///< [..., row]
  ExponentialFamily model = required("model");
  /// [..., column], an added intercept first; default 0.
  std::optional<Array> model_coefficients_start = {};
  double tolerance = 1e-8;            ///< of the duality gap, relative to the objective
  double l1_regularizer = 0;          ///< not negative
  double l2_regularizer = 0;          ///< not negative
  std::int64_t max_iterations = 100;  ///< Newton steps
  std::int64_t max_full_sweeps_per_iteration = 1000;  ///< of coordinate descent
  double learning_rate = 1;                           ///< in (0, 1]: of coordinate updates
  std::optional<Array> dispersion = {};               ///< these as in FitOptions
  std::optional<Array> offset = {};
  std::optional<Array> weights = {};
  bool add_intercept = false;  ///< a column of ones in front, without penalties
  bool standardize = false;    ///< penalties are of coefficients of columns of standard deviation 1
  std::vector<std::string> column_names = {};
};

/// Minimises over b
///
///   -sum_i weights[i] log p(response[i] | x[i]'b + offset[i])
///     + l1_regularizer |b|_1 + l2_regularizer |b|_2^2
///
/// by Newton steps with the expected information, whose penalised quadratic models are minimised by
/// coordinate descent; done when the duality gap is at most `tolerance` times the objective, up to
/// a constant: the deviance over 2 dispersion, and the penalties. So far is the objective from its
/// minimum, at most; where it is not convex (NormalReciprocal, GammaSoftplus, LogNormalSoftplus,
/// families of one's own) the gap is what a further step promises.
///
/// Coefficients that are 0 are exactly 0. glmnet's lambda and alpha, for n rows of weight 1, are
/// l1_regularizer = n lambda alpha and l2_regularizer = n lambda (1 - alpha) / 2.
Fit fit_sparse(const FitSparseOptions& options);

struct FitSparseStep {
  Array model_coefficients;
  bool is_converged = false;  ///< coordinate descent, within max_full_sweeps_per_iteration
  std::int64_t num_updates = 0;
};
/// One Newton step from model_coefficients_start (0), without control of the step.
FitSparseStep fit_sparse_one_step(const FitSparseOptions& options);

}  // namespace aleator::glm
