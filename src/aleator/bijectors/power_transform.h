// SPDX-License-Identifier: Apache-2.0
// Defines the PowerTransform bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y = (1 + power x)^(1 / power), from x > -1 / power onto the positive reals; exp(x) where power
/// is 0. log |dy/dx| = (1 - power) log(y). The inverse is the transform of G. Box and D. Cox
/// (1964).
/// Derivatives by the power are not those of the formula where it is 0.
class PowerTransform : public Bijector {
 public:
  explicit PowerTransform(const Array& power);
};

}  // namespace aleator::bijectors
