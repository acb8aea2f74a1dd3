// SPDX-License-Identifier: Apache-2.0
// Defines the Householder bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y = x - 2 v (v' x) / (v' v) along the last axis, v = reflection_axis: the reflection at the
/// hyperplane that v is normal to, its own inverse. Leading axes of v are a batch. log |det| = 0.
class Householder : public Bijector {
 public:
  explicit Householder(const Array& reflection_axis);
};

}  // namespace aleator::bijectors
