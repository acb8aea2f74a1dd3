// SPDX-License-Identifier: Apache-2.0
// Defines the Ascending bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y_0 = x_0 and y_i = y_(i-1) + exp(x_i) along the last axis, onto the increasing vectors.
/// log |det| = x_1 + x_2 + ...
class Ascending : public Bijector {
 public:
  Ascending();
};

}  // namespace aleator::bijectors
