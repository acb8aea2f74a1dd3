// SPDX-License-Identifier: Apache-2.0
// Defines the relaxed Bernoulli distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// Exactly one of probs and logits is given.
struct RelaxedBernoulliParameters {
  Array temperature = required("temperature");  ///< positive; draws tend to 0 and 1 as it does to 0
  std::optional<Array> probs = {};              ///< limit of the mean, between 0 and 1
  std::optional<Array> logits = {};             ///< log(probs / (1 - probs))
};

/// Relaxed Bernoulli (binary concrete) distribution over numbers between 0 and 1, whose draws carry
/// gradients: x = sigmoid((logits + z) / temperature) with z standard logistic.
///
///   pdf(x) = temperature w / (x (1 - x) (1 + w)**2),
///   w = exp(logits) (x / (1 - x))**(-temperature)
///
/// C. Maddison, A. Mnih and Y. Teh (2017), "The concrete distribution".
class RelaxedBernoulli : public Distribution {
 public:
  explicit RelaxedBernoulli(const RelaxedBernoulliParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
