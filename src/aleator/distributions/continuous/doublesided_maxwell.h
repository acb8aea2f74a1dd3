// SPDX-License-Identifier: Apache-2.0
// Defines the double-sided Maxwell distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct DoublesidedMaxwellParameters {
  Array loc = required("loc");      ///< where the density is 0, between its modes
  Array scale = required("scale");  ///< positive
};

/// Maxwell's distribution with a random sign, around loc.
///
///   pdf(x) = z**2 exp(-z**2 / 2) / (scale sqrt(2 pi)),   z = (x - loc) / scale
class DoublesidedMaxwell : public Distribution {
 public:
  explicit DoublesidedMaxwell(const DoublesidedMaxwellParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
