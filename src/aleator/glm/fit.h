// SPDX-License-Identifier: Apache-2.0
// Declares generalized linear models and their fit by maximum likelihood. Names are TFP's; a table
// of what a fit says is that of R.
#pragma once

#include "aleator/array/array.h"
#include "aleator/glm/convergence.h"
#include "aleator/glm/family.h"
#include "aleator/glm/model_matrix.h"

#include <iosfwd>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace aleator::glm {

struct FitDetails;

/// What a person has to know before using a fit.
struct FitWarning {
  enum class Kind { not_converged, separation, rank_deficiency };
  Kind kind;
  std::int64_t member;  ///< of the batch
  std::string message;
};

/// Coefficients are those of the columns as they were given, after that of an added intercept. What
/// is not a field is computed when it is asked for. Arrays have the batch axes in front.
class Fit {
 public:
  Fit() = default;
  explicit Fit(std::shared_ptr<const FitDetails> details);

  Array coefficients;               ///< [column]; 0 for columns that depend on earlier ones
  Array linear_response;            ///< [row], offset included
  bool is_converged = false;        ///< all members
  std::int64_t num_iterations = 0;  ///< of the member that needed most
  Array deviance;
  std::vector<FitWarning> warnings;

  Array null_deviance() const;  ///< of the model of an intercept, if there is one, and the offset
  /// Known, or the sum of squared Pearson residuals over the degrees of freedom.
  Array dispersion() const;
  bool is_dispersion_known() const;
  /// -2 log likelihood + 2 (coefficients, and 1 where the dispersion is estimated); NaN for quasi
  /// likelihoods. As R: the dispersion in it is the deviance over the number of rows.
  Array aic() const;
  Array df_residual() const;  ///< rows of positive weight less columns that are kept
  Array df_null() const;
  /// dispersion * inverse(x' diag(weights) x), NaN for columns that depend on earlier ones; with an
  /// l2_regularizer its second derivative is added to the information: conditional on the penalty.
  Array covariance() const;
  /// The root of its diagonal. After an l1_regularizer there are none, see bootstrap.
  Array standard_errors() const;
  /// coefficients / standard_errors: normal if the dispersion is known, else Student's t.
  Array test_statistics() const;
  Array p_values() const;  ///< two-sided
  Array mean() const;      ///< of each row, [row]

  /// Linear responses and means of other rows: of the columns as they were given.
  Array predict_linear_response(const ModelMatrix& model_matrix,
                                const std::optional<Array>& offset = {}) const;
  Array predict(const ModelMatrix& model_matrix, const std::optional<Array>& offset = {}) const;

  const ExponentialFamily& model() const;
  const std::vector<std::string>& column_names() const;
  /// The table that R prints, and every warning.
  std::string summary() const;
  const FitDetails& details() const;

 private:
  std::shared_ptr<const FitDetails> details_;
};

std::ostream& operator<<(std::ostream& out, const Fit& fit);

struct FitOptions {
  ModelMatrix model_matrix = required("model_matrix");  ///< [..., row, column]
  Array response = required("response");                ///< [..., row]
  ExponentialFamily model = required("model");
  /// [..., column], an added intercept first; by default the first step starts at the responses.
  std::optional<Array> model_coefficients_start = {};
  std::optional<Array> predicted_linear_response_start = {};  ///< of that start, offset included
  double l2_regularizer = 0;                                  ///< not negative
  /// Divides the weight of a row in the likelihood, and is the dispersion if it is one number.
  std::optional<Array> dispersion = {};
  std::optional<Array> offset = {};  ///< [..., row], added to the linear response
  /// By default the criterion of TFP with a tolerance of 1e-8.
  ConvergenceCriteriaFn convergence_criteria_fn = {};
  double learning_rate = 1;          ///< in (0, 1]: of the score in every step
  bool fast_unsafe_numerics = true;  ///< else QR even where Cholesky's method is accurate enough
  std::int64_t max_iterations = 100;
  /// [column]: multiplies coefficients in the penalty; 0 leaves one alone.
  std::optional<Array> l2_regularization_penalty_factor = {};
  /// [..., row], not negative: how often a row counts; rows of weight 0 are left out.
  std::optional<Array> weights = {};
  bool add_intercept = false;  ///< a column of ones in front, without penalty
  bool standardize = false;    ///< columns get standard deviation 1 while they are fitted
  std::vector<std::string> column_names = {};
};

/// Minimises over b, by Fisher scoring,
///
///   -sum_i weights[i] log p(response[i] | x[i]'b + offset[i]) + l2_regularizer |factor * b|_2^2
///
/// where families without a dispersion of their own have dispersion 1. Steps that do not make this
/// smaller, or whose means the family cannot have, are halved. Columns that are sums of earlier
/// ones are left out, and responses that are separated are said to be (fit.warnings).
///
/// Accuracy: score and linear responses are summed over the rows in float64, so that coefficients
/// have an error of about 1e-16 times the condition number of the weighted columns times the size
/// of residuals; R's, to 1e-8 and better, in tests. McCullagh and Nelder (1989), Generalized Linear
/// Models, 2.5.
Fit fit(const FitOptions& options);

/// (model_coefficients, predicted_linear_response) after one step from model_coefficients_start
/// (0), without control of the step.
std::pair<Array, Array> fit_one_step(const FitOptions& options);

/// x b + offset.
Array compute_predicted_linear_response(const ModelMatrix& model_matrix,
                                        const Array& model_coefficients,
                                        const std::optional<Array>& offset = {});

}  // namespace aleator::glm
