// SPDX-License-Identifier: Apache-2.0
// Defines the Identity bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y = x.
class Identity : public Bijector {
 public:
  Identity();
};

}  // namespace aleator::bijectors
