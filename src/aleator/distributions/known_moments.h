// SPDX-License-Identifier: Apache-2.0
// Declares the moments by which a divergence from any distribution of numbers is known, where the
// logarithm of the other density is a polynomial, of x or of log x.
#pragma once

#include "aleator/distributions/distribution.h"

namespace aleator {

struct KnownMoments {
  Array entropy, mean, variance;
};
/// Those of a continuous distribution of numbers; nothing where one of them has no closed form.
std::optional<KnownMoments> known_moments(const DistributionRules& rules);

struct KnownCounts {
  Array entropy, mean;
};
/// Those of a distribution of counts 0, 1, 2, ...
std::optional<KnownCounts> known_counts(const DistributionRules& rules);

struct PositiveMoments {
  Array entropy;
  LogMoments of_log;
};
/// Those of a continuous distribution of positive numbers; the mean of a power is a rule of its
/// own.
std::optional<PositiveMoments> positive_moments(const DistributionRules& rules);

}  // namespace aleator
