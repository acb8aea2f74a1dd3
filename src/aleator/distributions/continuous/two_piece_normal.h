// SPDX-License-Identifier: Apache-2.0
// Defines the two-piece normal distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct TwoPieceNormalParameters {
  Array loc = required("loc");      ///< mode
  Array scale = required("scale");  ///< positive
  Array skewness = 1.;              ///< positive; above 1 the upper tail is longer
};

/// Two-piece normal distribution: halves of two normal densities joined at loc, of standard
/// deviations scale / skewness below and scale * skewness above.
///
///   pdf(x) = c exp(-(skewness z)**2 / 2) below loc, c exp(-(z / skewness)**2 / 2) above,
///   z = (x - loc) / scale,   c = sqrt(2 / pi) / (scale (skewness + 1 / skewness))
///
/// C. Fernandez and M. Steel (1998), "On Bayesian modeling of fat tails and skewness".
class TwoPieceNormal : public Distribution {
 public:
  TwoPieceNormal(const Array& loc, const Array& scale, const Array& skewness);
  explicit TwoPieceNormal(const TwoPieceNormalParameters& parameters)
      : TwoPieceNormal(parameters.loc, parameters.scale, parameters.skewness) {}
  static const Family family;
};

}  // namespace aleator::distributions
