// SPDX-License-Identifier: Apache-2.0
// Defines the categorical distribution over vectors with a single 1.
#pragma once

#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// Exactly one of the two is given; categories are along the last axis.
struct OneHotCategoricalParameters {
  std::optional<Array> probs = {};   ///< on the simplex: [..., n]
  std::optional<Array> logits = {};  ///< logarithms of probabilities, up to a constant: [..., n]
};

/// Categorical distribution whose draws are vectors of n numbers, 1 at the category and 0
/// elsewhere.
///
///   pmf(x) = prod(probs**x)
///
/// R: rmultinom(size = 1, probs).
class OneHotCategorical : public Distribution {
 public:
  explicit OneHotCategorical(const OneHotCategoricalParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
