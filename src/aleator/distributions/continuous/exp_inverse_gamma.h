// SPDX-License-Identifier: Apache-2.0
// Defines the distribution of the logarithm of an inverse gamma variable.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// Exactly one of scale and log_scale is given.
struct ExpInverseGammaParameters {
  Array concentration = required("concentration");  ///< positive
  std::optional<Array> scale = {};                  ///< of the inverse gamma variable, positive
  std::optional<Array> log_scale = {};              ///< its logarithm
};

/// Distribution over the reals of x = log(y) for y from InverseGamma(concentration, scale): minus x
/// is from ExpGamma(concentration, rate = scale).
///
///   pdf(x) = scale**concentration exp(-concentration x - scale exp(-x)) / Gamma(concentration)
class ExpInverseGamma : public Distribution {
 public:
  explicit ExpInverseGamma(const ExpInverseGammaParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
