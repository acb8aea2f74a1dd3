// SPDX-License-Identifier: Apache-2.0
// Defines the Invert bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// The inverse of a bijector: y = bijector.inverse(x).
class Invert : public Bijector {
 public:
  explicit Invert(const Bijector& bijector);
};

}  // namespace aleator::bijectors
