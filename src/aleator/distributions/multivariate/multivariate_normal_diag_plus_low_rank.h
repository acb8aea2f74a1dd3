// SPDX-License-Identifier: Apache-2.0
// Defines the multivariate normal distribution by a diagonal scale with a correction of low rank.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct MultivariateNormalDiagPlusLowRankParameters {
  Array loc = 0.;                             ///< mean: [..., n], or one number for all coordinates
  Array scale_diag = required("scale_diag");  ///< positive: [..., n]
  Array scale_perturb_factor = required("scale_perturb_factor");  ///< U: [..., n, k]
  std::optional<Array> scale_perturb_diag = {};                   ///< m: [..., k]; by default ones
};

/// Normal distribution over vectors with covariance S S' for the scale
///
///   S = diag(scale_diag) + U diag(m) U'
///
/// This perturbs the scale, not the covariance. S must be non-singular, which positive m make it.
/// Systems and determinants cost O(n k**2).
class MultivariateNormalDiagPlusLowRank : public Distribution {
 public:
  explicit MultivariateNormalDiagPlusLowRank(
      const MultivariateNormalDiagPlusLowRankParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
