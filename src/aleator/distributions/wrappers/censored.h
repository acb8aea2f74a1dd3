// SPDX-License-Identifier: Apache-2.0
// Defines Censored, a distribution of which only an end is known beyond it.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct CensoredParameters {
  Distribution distribution = required("distribution");  ///< of numbers, with a cdf
  std::optional<Array> low = {};                         ///< lower end; absent: none
  std::optional<Array> high = {};                        ///< upper end; absent: none
};

/// Y = clip(X, low, high) for X from `distribution`: what lies beyond an end is recorded as the
/// end.
///
///   log_prob(y) = log P(X <= low) at low, log P(X >= high) at high, distribution.log_prob(y)
///   between
///
/// Of a continuous distribution these are masses at the ends and a density between them.
class Censored : public Distribution {
 public:
  explicit Censored(const CensoredParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
