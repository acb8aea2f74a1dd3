// SPDX-License-Identifier: Apache-2.0
// Defines the Softplus bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct SoftplusOptions {
  Array hinge_softness = 1.;  ///< width of the bend, nonzero
  Array low = 0.;             ///< lower end of the range
};

/// y = low + c log(1 + exp(x / c)), c = hinge_softness, onto (low, inf) for c > 0.
/// log |dy/dx| = -softplus(-x / c).
class Softplus : public Bijector {
 public:
  Softplus() : Softplus(SoftplusOptions{}) {}
  explicit Softplus(const SoftplusOptions& options);
};

}  // namespace aleator::bijectors
