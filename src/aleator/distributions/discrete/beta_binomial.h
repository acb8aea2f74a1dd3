// SPDX-License-Identifier: Apache-2.0
// Defines the beta-binomial distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct BetaBinomialParameters {
  Array total_count = required("total_count");        ///< number of trials, a whole number
  Array concentration1 = required("concentration1");  ///< of successes, positive
  Array concentration0 = required("concentration0");  ///< of failures, positive
};

/// Binomial distribution whose probability of success is drawn from a beta distribution.
///
///   pmf(k) = C(total_count, k) B(k + concentration1, total_count - k + concentration0) /
///   B(concentration1, concentration0)
///
/// Stan: beta_binomial(total_count, concentration1, concentration0).
class BetaBinomial : public Distribution {
 public:
  BetaBinomial(const Array& total_count, const Array& concentration1, const Array& concentration0);
  explicit BetaBinomial(const BetaBinomialParameters& parameters)
      : BetaBinomial(parameters.total_count, parameters.concentration1, parameters.concentration0) {
  }
  static const Family family;
};

}  // namespace aleator::distributions
