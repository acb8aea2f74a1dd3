// SPDX-License-Identifier: Apache-2.0
// Defines the gamma distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// Exactly one of rate and log_rate is given.
struct GammaParameters {
  Array concentration = required("concentration");  ///< shape, positive
  std::optional<Array> rate = {};                   ///< 1 / scale, positive
  std::optional<Array> log_rate = {};               ///< its logarithm
};

/// Gamma distribution over the positive reals.
///
///   pdf(x) = rate**concentration x**(concentration - 1) exp(-rate x) / Gamma(concentration)
///
/// R: shape = concentration, rate. Stan: gamma(concentration, rate).
class Gamma : public Distribution {
 public:
  explicit Gamma(const GammaParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
