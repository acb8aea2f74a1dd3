// SPDX-License-Identifier: Apache-2.0
// Defines the Sigmoid bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct SigmoidOptions {
  Array low = 0.;   ///< lower end
  Array high = 1.;  ///< upper end
};

/// y = low + (high - low) / (1 + exp(-x)), onto the interval (low, high).
/// log |dy/dx| = log(high - low) - softplus(x) - softplus(-x).
class Sigmoid : public Bijector {
 public:
  Sigmoid() : Sigmoid(SigmoidOptions{}) {}
  explicit Sigmoid(const SigmoidOptions& options);
};

}  // namespace aleator::bijectors
