// SPDX-License-Identifier: Apache-2.0
// Defines the negative binomial distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// Exactly one of probs and logits is given.
struct NegativeBinomialParameters {
  Array total_count = required("total_count");  ///< number of failures that ends it, positive
  std::optional<Array> probs = {};              ///< of a success
  std::optional<Array> logits = {};             ///< log(probs / (1 - probs))
};

/// Number of successes before total_count failures, with total_count > 0 of any size (as TFP
/// counts).
///
///   pmf(k) = C(k + total_count - 1, k) probs**k (1 - probs)**total_count,   k = 0, 1, 2, ...
///
/// R: size = total_count, prob = 1 - probs. Stan: neg_binomial(total_count, exp(-logits)).
class NegativeBinomial : public Distribution {
 public:
  explicit NegativeBinomial(const NegativeBinomialParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
