// SPDX-License-Identifier: Apache-2.0
// Defines FitDetails, what a fit keeps to answer questions about it later.
#pragma once

#include "aleator/glm/fisher_scoring.h"
#include "aleator/glm/fit.h"

#include <string>

namespace aleator::glm {

struct FitDetails {
  FitDetails(Problem problem, ScoringResult result)
      : problem(std::move(problem)), result(std::move(result)) {}

  Problem problem;
  ScoringResult result;
  std::vector<double> penalties = {};  ///< on the diagonal, in units of the dispersion
  double l1_regularizer = 0, l2_regularizer = 0;
  std::string method = "Fisher scoring";
};

/// Warnings of a result, by member.
std::vector<FitWarning> warnings_of(const FitDetails& details);

/// Where a member stands among others: "", or "member 3: ".
std::string member_prefix(const Problem& problem, std::int64_t member);

}  // namespace aleator::glm
