// SPDX-License-Identifier: Apache-2.0
// Defines the distribution of the quotient of two beta variables.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct BetaQuotientParameters {
  Array concentration1_numerator = required("concentration1_numerator");      ///< positive
  Array concentration0_numerator = required("concentration0_numerator");      ///< positive
  Array concentration1_denominator = required("concentration1_denominator");  ///< positive
  Array concentration0_denominator = required("concentration0_denominator");  ///< positive
};

/// Distribution of w = x / y with independent x ~ Beta(a1, b1) and y ~ Beta(a2, b2), where a is
/// concentration1 and b concentration0.
///
///   pdf(w) = w**(a1 - 1) F(a1 + a2, 1 - b1; a1 + a2 + b2; w) B(a1 + a2, b2)
///            / (B(a1, b1) B(a2, b2))                                  for w <= 1,
///
/// and with numerator and denominator exchanged, over w**2, at 1 / w; F is Gauss's hypergeometric
/// function. Its integral is computed by the trapezoidal rule after a double exponential
/// substitution around its largest value: within 1e-12 for concentrations from 0.01 to 1e4.
/// Tails are integrals of the one variable's beta tail over the density of the narrower one, by the
/// same rule with 129 points: within 1e-10 of their value for concentrations from 0.05 to 3,000.
/// Source: Pham-Gia 2000, "Distributions of the ratios of independent beta variables and
/// applications".
class BetaQuotient : public Distribution {
 public:
  explicit BetaQuotient(const BetaQuotientParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
