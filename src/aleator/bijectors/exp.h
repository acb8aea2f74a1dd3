// SPDX-License-Identifier: Apache-2.0
// Defines the Exp bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y = exp(x), onto the positive reals. log |dy/dx| = x.
class Exp : public Bijector {
 public:
  Exp();
};

}  // namespace aleator::bijectors
