// SPDX-License-Identifier: Apache-2.0
// Defines where Fisher scoring starts: near the fit of a part of the rows, where there are many.
#include "aleator/glm/coarse_problem.h"
#include "aleator/glm/fisher_scoring.h"

#include <cmath>

namespace aleator::glm {
namespace {

/// So many rows for a column make an information matrix whose random part is about a tenth of it: a
/// step with it shrinks the error as much as the one with the matrix of all rows, so far from the
/// solution.
constexpr std::int64_t kRowsForAFactor = 80;

}  // namespace

ScoringResult score_models(const Problem& problem, const ScoringOptions& options) {
  const bool is_free = options.start.empty() && options.max_iterations > 1;
  if (const auto coarse = is_free ? coarse_problem(problem) : std::nullopt) {
    ScoringOptions few = options;
    few.l2_regularizer /= static_cast<double>(coarse->stride);
    few.convergence_criteria_fn = {};
    const ScoringResult start = score_from(coarse->problem, few);
    if (start.members[0].is_converged && start.members[0].dropped.empty()) {
      ScoringOptions near = options;
      near.start = start.coefficients;
      if (coarse->problem.num_rows >= kRowsForAFactor * problem.num_columns) {
        near.start_factor = start.factor;
        for (double& r : near.start_factor->r) r *= std::sqrt(static_cast<double>(coarse->stride));
      }
      return score_from(problem, near);
    }
  }
  return score_from(problem, options);
}

}  // namespace aleator::glm
