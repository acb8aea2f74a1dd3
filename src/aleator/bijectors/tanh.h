// SPDX-License-Identifier: Apache-2.0
// Defines the Tanh bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y = tanh(x), onto (-1, 1). log |dy/dx| = -2 log cosh(x), finite wherever x is.
class Tanh : public Bijector {
 public:
  Tanh();
};

}  // namespace aleator::bijectors
