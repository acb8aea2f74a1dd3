// SPDX-License-Identifier: Apache-2.0
// Defines the Pareto distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct ParetoParameters {
  Array concentration = required("concentration");  ///< tail index, positive
  Array scale = 1.;                                 ///< lower end, positive
};

/// Pareto distribution over x >= scale. The mean is infinite for concentration <= 1, the variance
/// for
///
///   concentration <= 2.
///
///   pdf(x) = concentration scale**concentration / x**(concentration + 1)
///
/// Stan: pareto(scale, concentration).
class Pareto : public Distribution {
 public:
  Pareto(const Array& concentration, const Array& scale);
  explicit Pareto(const ParetoParameters& parameters)
      : Pareto(parameters.concentration, parameters.scale) {}
  static const Family family;
};

}  // namespace aleator::distributions
