// SPDX-License-Identifier: Apache-2.0
// Defines the binomial distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// Exactly one of probs and logits is given.
struct BinomialParameters {
  Array total_count = required("total_count");  ///< number of trials, a whole number
  std::optional<Array> probs = {};              ///< of a success
  std::optional<Array> logits = {};             ///< log(probs / (1 - probs))
};

/// Number of successes among total_count trials.
///
///   pmf(k) = C(total_count, k) probs**k (1 - probs)**(total_count - k),   k = 0, ..., total_count
///
/// R: size = total_count, prob = probs. Stan: binomial(total_count, probs).
class Binomial : public Distribution {
 public:
  explicit Binomial(const BinomialParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
