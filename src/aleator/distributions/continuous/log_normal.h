// SPDX-License-Identifier: Apache-2.0
// Defines the log-normal distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct LogNormalParameters {
  Array loc = required("loc");      ///< mean of log(x)
  Array scale = required("scale");  ///< standard deviation of log(x), positive
};

/// Distribution of exp(z) for z normal.
///
///   pdf(x) = exp(-((log(x) - loc) / scale)**2 / 2) / (x scale sqrt(2 pi)),   x > 0
///
/// R: meanlog = loc, sdlog = scale. Stan: lognormal(loc, scale).
class LogNormal : public Distribution {
 public:
  LogNormal(const Array& loc, const Array& scale);
  explicit LogNormal(const LogNormalParameters& parameters)
      : LogNormal(parameters.loc, parameters.scale) {}
  static const Family family;
};

}  // namespace aleator::distributions
