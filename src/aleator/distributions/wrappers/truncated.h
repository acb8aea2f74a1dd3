// SPDX-License-Identifier: Apache-2.0
// Defines Truncated, a distribution given that it lies between two ends.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct TruncatedParameters {
  Distribution distribution = required("distribution");  ///< of numbers, with a cdf
  std::optional<Array> low = {};                         ///< least value; absent: no lower end
  std::optional<Array> high = {};                        ///< greatest value; absent: no upper end
};

/// X from `distribution`, given low <= X <= high.
///
///   pdf(x) = distribution.pdf(x) / P(low <= X <= high)
///
/// Probabilities are differences of the tail that keeps its digits, so the ends may lie far out in
/// either. Draws are quantiles of uniform numbers. Of discrete distributions, which must be over
/// whole numbers, both ends belong to the support.
class Truncated : public Distribution {
 public:
  explicit Truncated(const TruncatedParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
