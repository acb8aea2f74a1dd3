// SPDX-License-Identifier: Apache-2.0
// Defines the generalized Pareto distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct GeneralizedParetoParameters {
  Array loc = required("loc");                      ///< lower end
  Array scale = required("scale");                  ///< positive
  Array concentration = required("concentration");  ///< above 0: heavy tail; below: an upper end
};

/// Generalized Pareto distribution, of exceedances over a threshold, over x >= loc, for
/// concentration below 0 also x < loc - scale / concentration. Exponential for concentration 0. The
/// mean is infinite for concentration >= 1, the variance for concentration >= 1/2.
///
///   sf(x) = (1 + concentration z)**(-1 / concentration),   z = (x - loc) / scale
///
/// R (evd): gpd(loc, scale, shape). SciPy: genpareto with c = concentration.
class GeneralizedPareto : public Distribution {
 public:
  GeneralizedPareto(const Array& loc, const Array& scale, const Array& concentration);
  explicit GeneralizedPareto(const GeneralizedParetoParameters& parameters)
      : GeneralizedPareto(parameters.loc, parameters.scale, parameters.concentration) {}
  static const Family family;
};

}  // namespace aleator::distributions
