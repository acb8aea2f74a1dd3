// SPDX-License-Identifier: Apache-2.0
// Defines the multivariate normal distribution with independent coordinates.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct MultivariateNormalDiagParameters {
  Array loc = 0.;                             ///< mean: [..., n], or one number for all coordinates
  Array scale_diag = required("scale_diag");  ///< standard deviations, positive: [..., n]
};

/// Normal distribution over vectors with independent coordinates.
///
///   pdf(x) = exp(-|z|**2 / 2) / ((2 pi)**(n/2) prod(scale_diag)),   z = (x - loc) / scale_diag
///
/// Stan: normal(loc, scale_diag), vectorised.
class MultivariateNormalDiag : public Distribution {
 public:
  explicit MultivariateNormalDiag(const MultivariateNormalDiagParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
