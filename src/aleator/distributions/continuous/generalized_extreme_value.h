// SPDX-License-Identifier: Apache-2.0
// Defines the generalized extreme value distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct GeneralizedExtremeValueParameters {
  Array loc = required("loc");                      ///< location
  Array scale = required("scale");                  ///< positive
  Array concentration = required("concentration");  ///< above 0: heavy upper tail; below: an end
};

/// Generalized extreme value distribution, of largest values of many: Frechet's for concentration
/// above 0, over x > loc - scale / concentration; Gumbel's for 0; Weibull's reversed below 0, over
/// x < loc - scale / concentration. The mean is infinite for concentration >= 1, the variance for
/// concentration >= 1/2.
///
///   cdf(x) = exp(-(1 + concentration z)**(-1 / concentration)),   z = (x - loc) / scale
///
/// R (evd): gev(loc, scale, shape). SciPy: genextreme with c = -concentration.
class GeneralizedExtremeValue : public Distribution {
 public:
  GeneralizedExtremeValue(const Array& loc, const Array& scale, const Array& concentration);
  explicit GeneralizedExtremeValue(const GeneralizedExtremeValueParameters& parameters)
      : GeneralizedExtremeValue(parameters.loc, parameters.scale, parameters.concentration) {}
  static const Family family;
};

}  // namespace aleator::distributions
