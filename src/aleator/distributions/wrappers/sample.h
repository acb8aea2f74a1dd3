// SPDX-License-Identifier: Apache-2.0
// Defines Sample, several independent draws as one event.
#pragma once

#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// Independent draws of one distribution, of this shape, as one event: event_shape is sample_shape
/// + the event shape of the distribution.
class Sample : public Distribution {
 public:
  Sample(const Distribution& distribution, const Shape& sample_shape);
  static const Family family;
};

/// d with batch axes of `shape` after its own, for Sample(d, shape); nothing for another one. Ask
/// independent_members, which knows more.
std::optional<Distribution> members_of_sample(const Distribution& distribution);

}  // namespace aleator::distributions
