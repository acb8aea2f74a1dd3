// SPDX-License-Identifier: Apache-2.0
// Defines the Power bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y = x^power. For an odd whole power of the reals onto the reals (without 0 if the power is
/// negative, on either side of which the map decreases), for another of the non-negative reals onto
/// themselves. log |dy/dx| = log |power| + (power - 1) log |x|; NaN outside of the domain.
///
/// A root of odd order over all reals is Invert(Power(order)).
class Power : public Bijector {
 public:
  explicit Power(const Array& power);
};

}  // namespace aleator::bijectors
