// SPDX-License-Identifier: Apache-2.0
// Defines the modified PERT distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct PERTParameters {
  Array low = required("low");    ///< lower end
  Array peak = required("peak");  ///< mode, between the ends
  Array high = required("high");  ///< upper end, above low
  Array temperature = 4.;         ///< positive; larger is narrower
};

/// Modified PERT distribution: low + (high - low) y with y from Beta(1 + temperature (peak - low) /
/// (high - low), 1 + temperature (high - peak) / (high - low)).
///
///   mean = (low + temperature peak + high) / (temperature + 2)
///
/// R (mc2d): pert(min, mode, max, shape).
class PERT : public Distribution {
 public:
  PERT(const Array& low, const Array& peak, const Array& high, const Array& temperature);
  explicit PERT(const PERTParameters& parameters)
      : PERT(parameters.low, parameters.peak, parameters.high, parameters.temperature) {}
  static const Family family;
};

}  // namespace aleator::distributions
