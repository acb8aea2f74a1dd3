// SPDX-License-Identifier: Apache-2.0
// Defines the exponentially modified Gaussian distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct ExponentiallyModifiedGaussianParameters {
  Array loc = required("loc");      ///< mean of the normal summand
  Array scale = required("scale");  ///< its standard deviation, positive
  Array rate = required("rate");    ///< rate of the exponential summand, positive
};

/// Distribution of the sum of a normal and an independent exponential variable.
///
///   pdf(x) = rate exp(rate (loc - x) + (rate scale)**2 / 2) ndtr((x - loc) / scale - rate scale)
///
/// The lower tail loses about log10(1 + |z| / (rate scale)) digits at z = (x - loc) / scale. Stan:
/// exp_mod_normal(loc, scale, rate).
class ExponentiallyModifiedGaussian : public Distribution {
 public:
  ExponentiallyModifiedGaussian(const Array& loc, const Array& scale, const Array& rate);
  explicit ExponentiallyModifiedGaussian(const ExponentiallyModifiedGaussianParameters& parameters)
      : ExponentiallyModifiedGaussian(parameters.loc, parameters.scale, parameters.rate) {}
  static const Family family;
};

}  // namespace aleator::distributions
