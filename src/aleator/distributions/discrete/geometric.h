// SPDX-License-Identifier: Apache-2.0
// Defines the geometric distribution.
#pragma once

#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// Exactly one of probs and logits is given.
struct GeometricParameters {
  std::optional<Array> probs = {};   ///< of a success
  std::optional<Array> logits = {};  ///< log(probs / (1 - probs))
};

/// Number of failures before the first success.
///
///   pmf(k) = probs (1 - probs)**k,   k = 0, 1, 2, ...
///
/// R: prob = probs. Stan: neg_binomial(1, probs / (1 - probs)).
class Geometric : public Distribution {
 public:
  explicit Geometric(const GeometricParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
