// SPDX-License-Identifier: Apache-2.0
// Defines the truncated normal distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct TruncatedNormalParameters {
  Array loc = required("loc");      ///< mean before truncation
  Array scale = required("scale");  ///< standard deviation before truncation, positive
  Array low = required("low");      ///< lower end; -inf for none
  Array high = required("high");    ///< upper end, above low; inf for none
};

/// Normal distribution of loc and scale, conditional on low <= x <= high.
///
///   pdf(x) = phi(z) / (scale (Phi((high - loc) / scale) - Phi((low - loc) / scale))),   z = (x -
///   loc) / scale
///
/// Stan: normal(loc, scale) T[low, high].
class TruncatedNormal : public Distribution {
 public:
  TruncatedNormal(const Array& loc, const Array& scale, const Array& low, const Array& high);
  explicit TruncatedNormal(const TruncatedNormalParameters& parameters)
      : TruncatedNormal(parameters.loc, parameters.scale, parameters.low, parameters.high) {}
  static const Family family;
};

}  // namespace aleator::distributions
