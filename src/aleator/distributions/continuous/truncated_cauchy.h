// SPDX-License-Identifier: Apache-2.0
// Defines the truncated Cauchy distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct TruncatedCauchyParameters {
  Array loc = required("loc");      ///< of the Cauchy distribution that is truncated
  Array scale = required("scale");  ///< of it, positive
  Array low = required("low");      ///< lower end, which may be infinite
  Array high = required("high");    ///< upper end, above low, which may be infinite
};

/// Cauchy distribution given that the value is from low to high. With an infinite end there is no
/// finite mean.
///
///   pdf(x) = 1 / (scale (1 + z**2) (atan(b) - atan(a))),
///   z = (x - loc) / scale,   a = (low - loc) / scale,   b = (high - loc) / scale
///
/// Stan: cauchy(loc, scale) T[low, high].
class TruncatedCauchy : public Distribution {
 public:
  TruncatedCauchy(const Array& loc, const Array& scale, const Array& low, const Array& high);
  explicit TruncatedCauchy(const TruncatedCauchyParameters& parameters)
      : TruncatedCauchy(parameters.loc, parameters.scale, parameters.low, parameters.high) {}
  static const Family family;
};

}  // namespace aleator::distributions
