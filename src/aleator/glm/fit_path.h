// SPDX-License-Identifier: Apache-2.0
// Declares fits along a path of penalties, and the choice among them by cross-validation.
#pragma once

#include "aleator/glm/fit_sparse.h"
#include "aleator/random/key.h"

namespace aleator::glm {

struct FitPathOptions {
  ModelMatrix model_matrix = required("model_matrix");  ///< [row, column]; no intercept is added
  Array response = required("response");                ///< [row]
  ExponentialFamily model = required("model");
  double tolerance = 1e-7;  ///< of the duality gap, relative to the objective
  /// Descending; by default num_penalties of them, in equal ratios from the least at which all
  /// coefficients are 0 down to smallest_ratio times it, as glmnet has them.
  std::optional<Array> l1_regularizers = {};
  /// glmnet's alpha, in (0, 1]: each l2_regularizer is l1_regularizer (1 - l1_ratio) / (2
  /// l1_ratio).
  double l1_ratio = 1;
  std::int64_t num_penalties = 100;
  /// By default 1e-4 for more rows than columns, else 1e-2.
  std::optional<double> smallest_ratio = {};
  std::int64_t max_iterations = 1000;    ///< Newton steps for one penalty
  std::optional<Array> dispersion = {};  ///< these as in FitSparseOptions
  std::optional<Array> offset = {};
  std::optional<Array> weights = {};
  bool add_intercept = false;
  bool standardize = false;
  std::vector<std::string> column_names = {};
};

/// One row per penalty.
struct FitPath {
  Array l1_regularizers, l2_regularizers;  ///< [penalty]
  Array coefficients;                      ///< [penalty, column], an added intercept first
  Array deviance;                          ///< [penalty]
  Array num_nonzero;                       ///< [penalty], int64: slopes that are not 0
  double null_deviance = 0;                ///< without slopes
  bool is_converged = false;               ///< all of them
  std::int64_t num_iterations = 0;         ///< in all
  std::vector<std::string> column_names;

  /// A table of every penalty.
  std::string summary() const;
};

/// Fits for descending penalties, each from the one before. It ends early where the deviance is
/// explained to 99.9 % or a step explains less than 1e-5 of the null deviance, as glmnet does,
/// unless l1_regularizers were given.
FitPath fit_path(const FitPathOptions& options);

struct CrossValidateOptions {
  FitPathOptions path = required("path");
  std::int64_t num_folds = 10;      ///< at least 2
  std::optional<Array> folds = {};  ///< [row], integers from 0 to num_folds - 1; by default random
  Key key = required("key");
};

struct CrossValidation {
  FitPath path;                ///< of all rows
  Array mean_deviance;         ///< [penalty]: of rows that were left out, per unit of weight
  Array standard_error;        ///< [penalty]: of that mean, from the spread between folds
  Array folds;                 ///< [row]
  std::int64_t index_min = 0;  ///< the penalty of least mean deviance
  std::int64_t index_1se = 0;  ///< the largest penalty within one standard error of it
  double l1_regularizer_min = 0, l1_regularizer_1se = 0;

  std::string summary() const;
};

/// Leaves out one fold of the rows after the other, fits the path of penalties to the others
/// (penalties in proportion to the weight of rows that are left), and says how well those that were
/// left out are predicted.
CrossValidation cross_validate(const CrossValidateOptions& options);

}  // namespace aleator::glm
