// SPDX-License-Identifier: Apache-2.0
// Declares Fisher scoring for a batch of models: iteratively reweighted least squares in the form
// of Newton steps with the expected information.
#pragma once

#include "aleator/glm/convergence.h"
#include "aleator/glm/factor.h"
#include "aleator/glm/problem.h"

#include <optional>
#include <vector>

namespace aleator::glm {

struct ScoringOptions {
  double l2_regularizer = 0;
  std::vector<double> penalty_factors = {};  ///< of fitted columns; empty: 1, and 0 of an intercept
  double learning_rate = 1;
  bool is_by_rows = false;  ///< QR where Cholesky would do
  std::int64_t max_iterations = 100;
  bool has_step_control = true;  ///< halve steps that make the objective larger
  ConvergenceCriteriaFn convergence_criteria_fn = {};
  std::vector<double> start = {};       ///< [member, column]; empty: near the responses
  std::vector<double> start_rows = {};  ///< [member, row] linear responses of the start, or empty
  /// Near that of the only member at the start: the first step is made with it.
  std::optional<InformationFactor> start_factor = {};
};

/// Of one member.
struct MemberResult {
  bool is_converged = false;
  /// The responses are separated: some direction makes the likelihood larger without end.
  bool is_separated = false, is_separated_completely = false;
  std::vector<std::int64_t> dropped = {}, growing = {};  ///< columns
  std::int64_t num_iterations = 0;
  double deviance = 0;
};
struct ScoringResult {
  std::vector<double> coefficients;     ///< [member, column], of fitted columns
  std::vector<double> linear_response;  ///< [member, row]
  std::vector<MemberResult> members;
  InformationFactor factor = {};  ///< the last one of the first member
};

/// Minimises deviance / (2 dispersion) + l2_regularizer |factors * b|^2.
ScoringResult score_models(const Problem& problem, const ScoringOptions& options);

/// The same from the start that options say, whatever the size of the problem.
ScoringResult score_from(const Problem& problem, const ScoringOptions& options);

/// What is added to the diagonal of the information in units of the dispersion: the second
/// derivative of the penalty.
std::vector<double> penalty_diagonal(const Problem& problem, const ScoringOptions& options);

}  // namespace aleator::glm
