// SPDX-License-Identifier: Apache-2.0
// Declares the moments by which a divergence from any distribution of numbers is known, where the
// logarithm of the other density is a polynomial.
#pragma once

#include "aleator/distributions/distribution.h"

namespace aleator {

struct KnownMoments {
  Array entropy, mean, variance;
};
/// Those of a continuous distribution of numbers; nothing where one of them has no closed form.
std::optional<KnownMoments> known_moments(const DistributionRules& rules);

}  // namespace aleator
