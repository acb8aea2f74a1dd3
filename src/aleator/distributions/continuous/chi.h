// SPDX-License-Identifier: Apache-2.0
// Defines the chi distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct ChiParameters {
  Array df = required("df");  ///< degrees of freedom, positive
};

/// Distribution of the square root of a chi-squared variable.
///
///   pdf(x) = x**(df - 1) exp(-x**2 / 2) / (2**(df / 2 - 1) Gamma(df / 2)),   x > 0
///
/// Not in R or Stan.
class Chi : public Distribution {
 public:
  explicit Chi(const ChiParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
