// SPDX-License-Identifier: Apache-2.0
// Defines RowRules, a family's rules applied to all rows of all members at once.
#pragma once

#include "aleator/array/buffer.h"
#include "aleator/glm/problem.h"

namespace aleator::glm {

/// What a linear response says, in units of the dispersion.
struct RowValues {
  Buffer score;   ///< [member, row]: -1/2 the derivative of the deviance by the linear response
  Buffer weight;  ///< [member, row]: Fisher information of the linear response
  std::vector<double> deviance;  ///< by member; infinite where a mean is not valid
};

/// One function for every iteration: large ones are compiled, with the family's operations fused
/// into one loop over the rows.
class RowRules {
 public:
  explicit RowRules(const Problem& problem);
  /// Linear responses [member, row], float64.
  RowValues operator()(const Buffer& linear_response) const;
  /// Only the sum over rows of (response - mean)^2 / variance, by member.
  std::vector<double> pearson(const Array& linear_response) const;

 private:
  const Problem& problem_;
  Callable<Arrays(const Arrays&)> evaluate_;
};

/// The function of {linear response, response, weights}, [member, row], to score, weight and
/// deviance.
Callable<Arrays(const Arrays&)> row_function(const ExponentialFamily& model);

/// Whether there are so many rows that a compiled function of them pays.
bool is_worth_compiling(const Problem& problem);

/// Elements of an array, float64, to write to.
Buffer copy_of(const Array& x);

}  // namespace aleator::glm
