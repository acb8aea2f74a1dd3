// SPDX-License-Identifier: Apache-2.0
// Defines the gamma-gamma distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct GammaGammaParameters {
  Array concentration = required("concentration");                ///< positive
  Array mixing_concentration = required("mixing_concentration");  ///< of the rate, positive
  Array mixing_rate = required("mixing_rate");                    ///< of the rate, positive
};

/// Gamma distribution whose rate is itself from a gamma distribution.
///
///   pdf(x) = (x / mixing_rate)**(concentration - 1)
///            (1 + x / mixing_rate)**(-concentration - mixing_concentration)
///            / (mixing_rate B(concentration, mixing_concentration)),   x > 0
class GammaGamma : public Distribution {
 public:
  explicit GammaGamma(const GammaGammaParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
