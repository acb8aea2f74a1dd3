// SPDX-License-Identifier: Apache-2.0
// Defines the multivariate normal distribution by a diagonal covariance with one of low rank.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct MultivariateNormalDiagPlusLowRankCovarianceParameters {
  Array loc = 0.;  ///< mean: [..., n], or one number for all coordinates
  Array cov_diag_factor = required("cov_diag_factor");        ///< d, positive: [..., n]
  Array cov_perturb_factor = required("cov_perturb_factor");  ///< U: [..., n, k]
};

/// Normal distribution over vectors with covariance C = diag(d) + U U', as of factor analysis.
///
///   pdf(x) = exp(-(x - loc)' C**-1 (x - loc) / 2) / sqrt(det(2 pi C))
///
/// Draws are loc + sqrt(d) z + U w for normal z and w; systems and determinants cost O(n k**2).
class MultivariateNormalDiagPlusLowRankCovariance : public Distribution {
 public:
  explicit MultivariateNormalDiagPlusLowRankCovariance(
      const MultivariateNormalDiagPlusLowRankCovarianceParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
