// SPDX-License-Identifier: Apache-2.0
// Defines the Plackett-Luce distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct PlackettLuceParameters {
  Array scores = required("scores");  ///< of each item, positive: [..., n]
};

/// Distribution over the permutations of 0, ..., n - 1 that arise when items are taken one by one,
/// each with a probability in proportion to its score among those that are left.
///
///   pmf(x) = prod over i of scores[x[i]] / (scores[x[i]] + ... + scores[x[n - 1]])
///
/// R. Plackett (1975), "The analysis of permutations".
class PlackettLuce : public Distribution {
 public:
  explicit PlackettLuce(const PlackettLuceParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
