// SPDX-License-Identifier: Apache-2.0
// Defines the Moyal distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct MoyalParameters {
  Array loc = required("loc");      ///< centre
  Array scale = required("scale");  ///< positive
};

/// Moyal distribution, an approximation of the energy lost by ionisation.
///
///   pdf(x) = exp(-(z + exp(-z)) / 2) / (scale sqrt(2 pi)),   z = (x - loc) / scale
///
/// Not in R or Stan.
class Moyal : public Distribution {
 public:
  Moyal(const Array& loc, const Array& scale);
  explicit Moyal(const MoyalParameters& parameters) : Moyal(parameters.loc, parameters.scale) {}
  static const Family family;
};

}  // namespace aleator::distributions
