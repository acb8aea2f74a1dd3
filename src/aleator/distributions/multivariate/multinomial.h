// SPDX-License-Identifier: Apache-2.0
// Defines the multinomial distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// Exactly one of probs and logits is given; categories are along the last axis.
struct MultinomialParameters {
  Array total_count = required("total_count");  ///< number of trials, a non-negative whole number
  std::optional<Array> probs = {};              ///< on the simplex: [..., n]
  std::optional<Array> logits = {};  ///< logarithms of probabilities, up to a constant: [..., n]
};

/// Multinomial distribution: the counts of n categories in total_count independent trials.
///
///   pmf(k) = total_count! prod(probs**k / k!)   where sum(k) = total_count
///
/// R: size = total_count, prob = probs. Stan: multinomial(probs).
class Multinomial : public Distribution {
 public:
  explicit Multinomial(const MultinomialParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
