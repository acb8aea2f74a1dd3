// SPDX-License-Identifier: Apache-2.0
// Defines the triangular distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct TriangularParameters {
  Array low = required("low");    ///< lower end
  Array high = required("high");  ///< upper end, above low
  Array peak = required("peak");  ///< mode, from low to high
};

/// Triangular distribution between low and high.
///
///   pdf(x) = 2 (x - low) / ((high - low) (peak - low))   below the peak, and likewise above
///
/// Not in R or Stan.
class Triangular : public Distribution {
 public:
  Triangular(const Array& low, const Array& high, const Array& peak);
  explicit Triangular(const TriangularParameters& parameters)
      : Triangular(parameters.low, parameters.high, parameters.peak) {}
  static const Family family;
};

}  // namespace aleator::distributions
