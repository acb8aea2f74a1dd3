// SPDX-License-Identifier: Apache-2.0
// Defines the two-piece Student's t distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct TwoPieceStudentTParameters {
  Array df = required("df");        ///< degrees of freedom, positive
  Array loc = required("loc");      ///< mode
  Array scale = required("scale");  ///< positive
  Array skewness = 1.;              ///< positive; above 1 the upper tail is longer
};

/// Halves of two densities of Student's t joined at loc, of scales scale / skewness below and scale
/// * skewness above.
///
///   pdf(x) = c t(skewness z) below loc, c t(z / skewness) above,
///   z = (x - loc) / scale,   c = 2 / (scale (skewness + 1 / skewness))
///
/// with t the standard density of df degrees of freedom. C. Fernandez and M. Steel (1998), "On
/// Bayesian modeling of fat tails and skewness".
class TwoPieceStudentT : public Distribution {
 public:
  explicit TwoPieceStudentT(const TwoPieceStudentTParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
