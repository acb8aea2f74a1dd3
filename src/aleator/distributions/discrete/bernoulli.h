// SPDX-License-Identifier: Apache-2.0
// Defines the Bernoulli distribution.
#pragma once

#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// Exactly one of the two is given.
struct BernoulliParameters {
  std::optional<Array> probs = {};   ///< probability of 1, between 0 and 1
  std::optional<Array> logits = {};  ///< log(probs / (1 - probs))
};

/// Bernoulli distribution over 0 and 1.
///
///   pmf(1) = probs,   pmf(0) = 1 - probs
///
/// Draws have the dtype of the parameter. R: binom with size 1, prob = probs. Stan:
/// bernoulli(probs), bernoulli_logit(logits).
class Bernoulli : public Distribution {
 public:
  explicit Bernoulli(const BernoulliParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
