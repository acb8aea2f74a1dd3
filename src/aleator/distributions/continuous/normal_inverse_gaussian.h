// SPDX-License-Identifier: Apache-2.0
// Defines the normal-inverse Gaussian distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct NormalInverseGaussianParameters {
  Array loc = required("loc");                ///< location
  Array scale = required("scale");            ///< positive
  Array tailweight = required("tailweight");  ///< positive; smaller is heavier
  Array skewness = required("skewness");      ///< between -tailweight and tailweight
};

/// Distribution of loc + skewness v + sqrt(v) z for z standard normal and v from
/// InverseGaussian(scale / c, scale**2), c = sqrt(tailweight**2 - skewness**2).
///
///   pdf(x) = tailweight scale K_1(tailweight q) exp(scale c + skewness (x - loc)) / (pi q),
///   q = sqrt(scale**2 + (x - loc)**2)
///
/// SciPy: norminvgauss(a = tailweight scale, b = skewness scale, loc, scale).
class NormalInverseGaussian : public Distribution {
 public:
  NormalInverseGaussian(const Array& loc, const Array& scale, const Array& tailweight,
                        const Array& skewness);
  explicit NormalInverseGaussian(const NormalInverseGaussianParameters& parameters)
      : NormalInverseGaussian(parameters.loc, parameters.scale, parameters.tailweight,
                              parameters.skewness) {}
  static const Family family;
};

}  // namespace aleator::distributions
