// SPDX-License-Identifier: Apache-2.0
// Defines the uniform distribution.
#pragma once

#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct UniformParameters {
  Array low = 0.;   ///< lower end
  Array high = 1.;  ///< upper end, above low
};

/// Uniform distribution over an interval.
///
///   pdf(x) = 1 / (high - low),   low <= x <= high
///
/// R: min = low, max = high. Stan: uniform(low, high).
class Uniform : public Distribution {
 public:
  Uniform(const Array& low, const Array& high);
  explicit Uniform(const UniformParameters& parameters = {})
      : Uniform(parameters.low, parameters.high) {}
  static const Family family;
};

}  // namespace aleator::distributions
