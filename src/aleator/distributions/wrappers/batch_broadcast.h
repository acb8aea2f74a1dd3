// SPDX-License-Identifier: Apache-2.0
// Defines BatchBroadcast, a distribution with a larger batch.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// Exactly one of the two shapes is given.
struct BatchBroadcastParameters {
  Distribution distribution = required("distribution");
  std::optional<Shape> with_shape = {};  ///< the batch shape is broadcast with this one
  std::optional<Shape> to_shape = {};  ///< the batch shape, to which the distribution's broadcasts
};

/// The same distribution for every member of a larger batch; draws of its members are independent.
class BatchBroadcast : public Distribution {
 public:
  explicit BatchBroadcast(const BatchBroadcastParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
