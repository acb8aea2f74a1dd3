// SPDX-License-Identifier: Apache-2.0
// Defines QuantizedDistribution, a distribution rounded up to whole numbers.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct QuantizedDistributionParameters {
  Distribution distribution = required("distribution");  ///< of numbers, with a cdf
  std::optional<Array> low = {};                         ///< least value, a whole number
  std::optional<Array> high = {};                        ///< greatest value, a whole number
};

/// Y = ceil(X) for X from `distribution`; values below low count as low, above high as high.
///
///   pmf(k) = P(k - 1 < X <= k),   pmf(low) = P(X <= low),   pmf(high) = P(X > high - 1)
///
/// Probabilities are differences of the tail that keeps their digits.
class QuantizedDistribution : public Distribution {
 public:
  explicit QuantizedDistribution(const QuantizedDistributionParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
