// SPDX-License-Identifier: Apache-2.0
// Defines the log-logistic distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct LogLogisticParameters {
  Array loc = required("loc");      ///< median of log(x)
  Array scale = required("scale");  ///< positive
};

/// Distribution of exp(z) for z logistic. The mean is infinite for scale >= 1, the variance for
///
///   scale >= 1/2.
///
///   pdf(x) = exp(-z) / (x scale (1 + exp(-z))**2),   z = (log(x) - loc) / scale
///
/// Stan: loglogistic(exp(loc), 1 / scale).
class LogLogistic : public Distribution {
 public:
  LogLogistic(const Array& loc, const Array& scale);
  explicit LogLogistic(const LogLogisticParameters& parameters)
      : LogLogistic(parameters.loc, parameters.scale) {}
  static const Family family;
};

}  // namespace aleator::distributions
