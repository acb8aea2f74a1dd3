// SPDX-License-Identifier: Apache-2.0
// Defines the Shift bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y = x + shift.
class Shift : public Bijector {
 public:
  explicit Shift(const Array& shift);
};

}  // namespace aleator::bijectors
