// SPDX-License-Identifier: Apache-2.0
// Defines the chi-squared distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct Chi2Parameters {
  Array df = required("df");  ///< degrees of freedom, positive
};

/// Chi-squared distribution: gamma with concentration df / 2 and rate 1 / 2.
///
///   pdf(x) = x**(df / 2 - 1) exp(-x / 2) / (2**(df / 2) Gamma(df / 2)),   x > 0
///
/// R: df. Stan: chi_square(df).
class Chi2 : public Distribution {
 public:
  explicit Chi2(const Chi2Parameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
