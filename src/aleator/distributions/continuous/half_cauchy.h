// SPDX-License-Identifier: Apache-2.0
// Defines the half-Cauchy distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct HalfCauchyParameters {
  Array loc = required("loc");      ///< lower end
  Array scale = required("scale");  ///< positive
};

/// Upper half of a Cauchy distribution.
///
///   pdf(x) = 2 / (pi scale (1 + z**2)),   z = (x - loc) / scale >= 0
///
/// Stan: cauchy(loc, scale) with lower = loc.
class HalfCauchy : public Distribution {
 public:
  HalfCauchy(const Array& loc, const Array& scale);
  explicit HalfCauchy(const HalfCauchyParameters& parameters)
      : HalfCauchy(parameters.loc, parameters.scale) {}
  static const Family family;
};

}  // namespace aleator::distributions
