// SPDX-License-Identifier: Apache-2.0
// Declares generalized linear models.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/error.h"

namespace aleator::glm {

/// Response distribution and link: a cheap immutable handle.
class ExponentialFamily {};
/// 0 or 1 with logit link.
class Bernoulli : public ExponentialFamily {};
/// Counts with log link.
class Poisson : public ExponentialFamily {};

struct FitSparseOptions {
  Array model_matrix = required("model_matrix");  ///< [row, column]; no intercept is added
  Array response = required("response");          ///< [row]
  ExponentialFamily model = required("model");
  std::optional<Array> model_coefficients_start = {};
  double tolerance = 1e-8;  ///< on the relative duality gap
  double l1_regularizer = 0;
  double l2_regularizer = 0;
  std::int64_t max_iterations = 100;
};

struct Fit {
  Array coefficients;     ///< [column]
  Array linear_response;  ///< [row]
  bool is_converged = false;
  std::int64_t num_iterations = 0;
};
/// Minimises -log likelihood + l1 |b|_1 + l2 |b|_2^2 by a proximal Hessian method.
Fit fit_sparse(const FitSparseOptions& options);

struct FitOptions {
  Array model_matrix = required("model_matrix");
  Array response = required("response");
  ExponentialFamily model = required("model");
  std::optional<Array> model_coefficients_start = {};
  double l2_regularizer = 0;
};
/// Maximum likelihood by Fisher scoring.
Fit fit(const FitOptions& options);

}  // namespace aleator::glm
