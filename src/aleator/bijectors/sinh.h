// SPDX-License-Identifier: Apache-2.0
// Defines the Sinh bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y = sinh(x), onto the reals. log |dy/dx| = log cosh(x).
class Sinh : public Bijector {
 public:
  Sinh();
};

}  // namespace aleator::bijectors
