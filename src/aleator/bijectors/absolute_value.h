// SPDX-License-Identifier: Apache-2.0
// Defines the AbsoluteValue bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y = |x|, from the reals onto the non-negative ones. It is not injective: inverse_branches(y) is
/// (-y, y), with log determinants 0; negative y, which have no x, have -inf, so that densities
/// are 0 there. A TransformedDistribution adds the densities of both.
class AbsoluteValue : public Bijector {
 public:
  AbsoluteValue();
};

}  // namespace aleator::bijectors
