// SPDX-License-Identifier: Apache-2.0
// Defines the Softsign bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y = x / (1 + |x|), onto (-1, 1). log |dy/dx| = -2 log(1 + |x|).
class Softsign : public Bijector {
 public:
  Softsign();
};

}  // namespace aleator::bijectors
