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

}  // namespace aleator::distributions
