// SPDX-License-Identifier: Apache-2.0
// Defines the Log bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y = log(x), from the positive reals. log |dy/dx| = -log(x).
class Log : public Bijector {
 public:
  Log();
};

}  // namespace aleator::bijectors
