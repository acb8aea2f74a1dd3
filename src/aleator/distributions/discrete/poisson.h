// SPDX-License-Identifier: Apache-2.0
// Defines the Poisson distribution.
#pragma once

#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// Exactly one of the two is given.
struct PoissonParameters {
  std::optional<Array> rate = {};      ///< mean, non-negative
  std::optional<Array> log_rate = {};  ///< its logarithm
};

/// Poisson distribution over 0, 1, 2, ...
///
///   pmf(k) = rate**k exp(-rate) / k!
///
/// A rate of 0 puts all mass on 0. R: lambda = rate. Stan: poisson(rate), poisson_log(log_rate).
class Poisson : public Distribution {
 public:
  explicit Poisson(const PoissonParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
