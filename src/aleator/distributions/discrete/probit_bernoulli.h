// SPDX-License-Identifier: Apache-2.0
// Defines the Bernoulli distribution by a probit.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// Exactly one of probits and probs is given.
struct ProbitBernoulliParameters {
  std::optional<Array> probits = {};  ///< normal quantiles of the probability of 1
  std::optional<Array> probs = {};    ///< probability of 1, inside (0, 1)
};

/// Bernoulli distribution over 0 and 1, P(1) = Phi(probits), which keeps the digits of the
/// probabilities of both.
class ProbitBernoulli : public Distribution {
 public:
  explicit ProbitBernoulli(const ProbitBernoulliParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
