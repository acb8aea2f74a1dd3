// SPDX-License-Identifier: Apache-2.0
// Defines the Log1p bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y = log(1 + x), from (-1, inf), relatively accurate at 0. log |dy/dx| = -log(1 + x).
class Log1p : public Bijector {
 public:
  Log1p();
};

}  // namespace aleator::bijectors
