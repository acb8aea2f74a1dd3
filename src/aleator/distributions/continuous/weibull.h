// SPDX-License-Identifier: Apache-2.0
// Defines the Weibull distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct WeibullParameters {
  Array concentration = required("concentration");  ///< shape, positive
  Array scale = required("scale");                  ///< positive
};

/// Weibull distribution over the positive reals.
///
///   pdf(x) = (concentration / scale) (x / scale)**(concentration - 1) exp(-(x /
///   scale)**concentration)
///
/// R: shape = concentration, scale. Stan: weibull(concentration, scale).
class Weibull : public Distribution {
 public:
  Weibull(const Array& concentration, const Array& scale);
  explicit Weibull(const WeibullParameters& parameters)
      : Weibull(parameters.concentration, parameters.scale) {}
  static const Family family;
};

}  // namespace aleator::distributions
