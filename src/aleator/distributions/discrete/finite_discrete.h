// SPDX-License-Identifier: Apache-2.0
// Defines the distribution over finitely many numbers.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// Exactly one of probs and logits is given.
struct FiniteDiscreteParameters {
  Array outcomes = required("outcomes");  ///< the numbers, increasing: [..., n]
  std::optional<Array> probs = {};        ///< their probabilities: [..., n]
  std::optional<Array> logits = {};       ///< logarithms of these, up to a constant: [..., n]
  Array rtol = 0.;  ///< how far from an outcome, in parts of it, counts as it; non-negative
  Array atol = 0.;  ///< the same as a number
};

/// outcomes[i] with probability probs[i].
///
///   pmf(x) = sum of probs[i] where |x - outcomes[i]| <= atol + rtol |outcomes[i]|
///   cdf(x) = sum of probs[i] where outcomes[i] <= x, by the same tolerance
///
/// TensorFlow Probability's tolerances are 0 by default too.
class FiniteDiscrete : public Distribution {
 public:
  explicit FiniteDiscrete(const FiniteDiscreteParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
