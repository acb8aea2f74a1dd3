// SPDX-License-Identifier: Apache-2.0
// Defines the logit-normal distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct LogitNormalParameters {
  Array loc = required("loc");      ///< mean of logit(x)
  Array scale = required("scale");  ///< standard deviation of logit(x), positive
};

/// Distribution of sigmoid(z) for z normal.
///
///   pdf(x) = exp(-((logit(x) - loc) / scale)**2 / 2) / (x (1 - x) scale sqrt(2 pi)),   0 < x < 1
///
/// Not in R or Stan.
class LogitNormal : public Distribution {
 public:
  LogitNormal(const Array& loc, const Array& scale);
  explicit LogitNormal(const LogitNormalParameters& parameters)
      : LogitNormal(parameters.loc, parameters.scale) {}
  static const Family family;
};

}  // namespace aleator::distributions
