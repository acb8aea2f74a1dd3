// SPDX-License-Identifier: Apache-2.0
// Defines the distribution of the logit of a beta variable.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct SigmoidBetaParameters {
  Array concentration1 = required("concentration1");  ///< positive
  Array concentration0 = required("concentration0");  ///< positive
};

/// Distribution over the reals of x whose sigmoid is from Beta(concentration1, concentration0),
/// also known as the logistic distribution of type IV.
///
///   pdf(x) = sigmoid(x)**concentration1 sigmoid(-x)**concentration0 / B(concentration1,
///   concentration0)
class SigmoidBeta : public Distribution {
 public:
  explicit SigmoidBeta(const SigmoidBetaParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
