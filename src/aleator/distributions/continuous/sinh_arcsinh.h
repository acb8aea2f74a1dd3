// SPDX-License-Identifier: Apache-2.0
// Defines the sinh-arcsinh normal distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct SinhArcsinhParameters {
  Array loc = required("loc");      ///< centre
  Array scale = required("scale");  ///< positive
  Array skewness = 0.;              ///< the direction of the longer tail
  Array tailweight = 1.;            ///< positive; above 1 is heavier than normal
};

/// Distribution of loc + scale f(z) for z standard normal, normal itself for skewness 0 and
/// tailweight 1.
///
///   f(z) = 2 sinh(tailweight (asinh(z) + skewness)) / sinh(tailweight asinh(2))
///
/// M. Jones and A. Pewsey (2009), "Sinh-arcsinh distributions".
class SinhArcsinh : public Distribution {
 public:
  SinhArcsinh(const Array& loc, const Array& scale, const Array& skewness, const Array& tailweight);
  explicit SinhArcsinh(const SinhArcsinhParameters& parameters)
      : SinhArcsinh(parameters.loc, parameters.scale, parameters.skewness, parameters.tailweight) {}
  static const Family family;
};

}  // namespace aleator::distributions
