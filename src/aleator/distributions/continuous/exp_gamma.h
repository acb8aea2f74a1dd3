// SPDX-License-Identifier: Apache-2.0
// Defines the log-gamma distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// Exactly one of rate and log_rate is given.
struct ExpGammaParameters {
  Array concentration = required("concentration");  ///< shape, positive
  std::optional<Array> rate = {};                   ///< positive
  std::optional<Array> log_rate = {};               ///< its logarithm
};

/// Distribution of log(x) for x gamma: accurate where concentrations are so small that x
/// underflows.
///
///   pdf(x) = rate**concentration exp(concentration x - rate exp(x)) / Gamma(concentration)
///
/// Not in R or Stan.
class ExpGamma : public Distribution {
 public:
  explicit ExpGamma(const ExpGammaParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
