// SPDX-License-Identifier: Apache-2.0
// Defines the Expm1 bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y = exp(x) - 1, onto (-1, inf), relatively accurate at 0. log |dy/dx| = x.
class Expm1 : public Bijector {
 public:
  Expm1();
};

}  // namespace aleator::bijectors
