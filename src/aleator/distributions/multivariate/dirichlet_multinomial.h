// SPDX-License-Identifier: Apache-2.0
// Defines the Dirichlet-multinomial distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct DirichletMultinomialParameters {
  Array total_count = required("total_count");  ///< number of trials, a non-negative whole number
  Array concentration = required("concentration");  ///< positive: [..., n]
};

/// Multinomial distribution whose probabilities are drawn from Dirichlet(concentration).
///
///   pmf(k) = total_count! / prod(k!) B(concentration + k) / B(concentration)
///
/// where sum(k) = total_count and B(a) = prod(Gamma(a)) / Gamma(sum(a)). Stan:
/// dirichlet_multinomial(concentration).
class DirichletMultinomial : public Distribution {
 public:
  explicit DirichletMultinomial(const DirichletMultinomialParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
