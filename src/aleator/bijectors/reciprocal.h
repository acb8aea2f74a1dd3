// SPDX-License-Identifier: Apache-2.0
// Defines the Reciprocal bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y = 1 / x, from the positive reals onto them, or from the negative reals onto them; it decreases
/// on either. log |dy/dx| = -2 log |x|.
class Reciprocal : public Bijector {
 public:
  Reciprocal();
};

}  // namespace aleator::bijectors
