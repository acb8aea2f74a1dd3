// SPDX-License-Identifier: Apache-2.0
// Defines the Cumsum bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y_i = x_0 + ... + x_i along an axis counted from the end. log |det| = 0.
class Cumsum : public Bijector {
 public:
  explicit Cumsum(std::int64_t axis = -1);
};

}  // namespace aleator::bijectors
