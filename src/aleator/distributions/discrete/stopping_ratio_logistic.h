// SPDX-License-Identifier: Apache-2.0
// Defines the stopping ratio logistic distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct StoppingRatioLogisticParameters {
  Array cutpoints =
      required("cutpoints");    ///< of each category but the last, in any order: [..., n]
  Array loc = required("loc");  ///< of the latent logistic variables
};

/// Distribution over the categories 0, ..., n of a process that stops at category k, once it is
/// there, with probability sigmoid(cutpoints[k] - loc), and at n for certain.
///
///   pmf(k) = sigmoid(cutpoints[k] - loc) prod over j < k of sigmoid(loc - cutpoints[j])
///
/// G. Tutz (1991), "Sequential models in categorical regression".
class StoppingRatioLogistic : public Distribution {
 public:
  explicit StoppingRatioLogistic(const StoppingRatioLogisticParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
