// SPDX-License-Identifier: Apache-2.0
// Defines the PowerTransform bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y = (1 + power x)^(1 / power), from x > -1 / power onto the positive reals; exp(x) where power
/// is 0. log |dy/dx| = (1 - power) log(y). The inverse is the transform of G. Box and D. Cox
/// (1964).
class PowerTransform : public Bijector {
 public:
  explicit PowerTransform(const Array& power);
};

}  // namespace aleator::bijectors
