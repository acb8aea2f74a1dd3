// SPDX-License-Identifier: Apache-2.0
// Defines the logistic distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct LogisticParameters {
  Array loc = required("loc");      ///< centre
  Array scale = required("scale");  ///< positive
};

/// Logistic distribution over the reals.
///
///   pdf(x) = exp(-z) / (scale (1 + exp(-z))**2),   z = (x - loc) / scale
///
/// R: location = loc. Stan: logistic(loc, scale).
class Logistic : public Distribution {
 public:
  Logistic(const Array& loc, const Array& scale);
  explicit Logistic(const LogisticParameters& parameters)
      : Logistic(parameters.loc, parameters.scale) {}
  static const Family family;
};

}  // namespace aleator::distributions
