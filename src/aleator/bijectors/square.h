// SPDX-License-Identifier: Apache-2.0
// Defines the Square bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y = x^2, from the non-negative reals onto them. log |dy/dx| = log(2 x).
class Square : public Bijector {
 public:
  Square();
};

}  // namespace aleator::bijectors
