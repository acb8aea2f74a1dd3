// SPDX-License-Identifier: Apache-2.0
// Defines the categorical distribution.
#pragma once

#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// Exactly one of the two is given; categories are along the last axis.
struct CategoricalParameters {
  std::optional<Array> probs = {};   ///< on the simplex: [..., n]
  std::optional<Array> logits = {};  ///< logarithms of probabilities, up to a constant: [..., n]
};

/// Categorical distribution over 0, ..., n - 1. Draws are int64.
///
///   pmf(k) = probs[k]
///
/// Stan: categorical(probs) counts from 1.
class Categorical : public Distribution {
 public:
  explicit Categorical(const CategoricalParameters& parameters);
  static const Family family;
};

/// The logarithms of a Categorical's probabilities, [batch, n], however they were given. ValueError
/// names `who` and `name` where `d` is no Categorical.
Array categorical_log_probs(const Distribution& d, const char* who, const char* name);

}  // namespace aleator::distributions
