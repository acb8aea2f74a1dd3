// SPDX-License-Identifier: Apache-2.0
// Defines the continuous Bernoulli distribution.
#pragma once

#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// Exactly one of the two is given.
struct ContinuousBernoulliParameters {
  std::optional<Array> probs = {};   ///< between 0 and 1; not the mean
  std::optional<Array> logits = {};  ///< log(probs / (1 - probs))
};

/// Continuous Bernoulli distribution over 0 <= x <= 1, uniform for probs = 1/2.
///
///   pdf(x) = c probs**x (1 - probs)**(1 - x),   c = logits (2 probs - 1)**-1
///
/// G. Loaiza-Ganem and J. Cunningham (2019), "The continuous Bernoulli: fixing a pervasive error in
/// variational autoencoders".
class ContinuousBernoulli : public Distribution {
 public:
  explicit ContinuousBernoulli(const ContinuousBernoulliParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
