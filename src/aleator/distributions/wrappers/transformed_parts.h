// SPDX-License-Identifier: Apache-2.0
// Declares what a TransformedDistribution is made of.
#pragma once

#include "aleator/bijectors/bijector.h"
#include "aleator/distributions/distribution.h"

namespace aleator {

struct TransformedParts {
  Distribution distribution;
  Bijector bijector;
};
/// Nothing for other distributions.
std::optional<TransformedParts> transformed_parts(const Distribution& distribution);

}  // namespace aleator
