// SPDX-License-Identifier: Apache-2.0
// Defines the UnitVector bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// The inverse stereographic projection from R^n onto the unit sphere of n + 1 coordinates without
/// its last pole: y = (2 x, s - 1) / (s + 1), s = |x|^2, along the last axis. Densities on the
/// sphere are by its surface: log |det| = n log(2 / (s + 1)).
class UnitVector : public Bijector {
 public:
  UnitVector();
};

}  // namespace aleator::bijectors
