// SPDX-License-Identifier: Apache-2.0
// Defines make_distribution_bijector, the map that makes a distribution of normal numbers.
#pragma once

#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// A bijector b for which b(z) has the distribution, z being standard normal of the event's shape:
/// loc + scale z for normal distributions, of numbers and of vectors, and the quantile of Phi(z),
/// by the nearer tail, for others of numbers; for Independent and Sample that of each. A flow or a
/// sampler that starts from it starts from the distribution. NotImplemented for others, ValueError
/// for discrete ones.
Bijector make_distribution_bijector(const Distribution& distribution);

}  // namespace aleator::distributions
