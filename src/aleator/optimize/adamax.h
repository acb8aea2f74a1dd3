// SPDX-License-Identifier: Apache-2.0
// Declares Adamax, Adam with the largest gradient in place of the mean square. Names and defaults
// are Keras's.
#pragma once

#include "aleator/optimize/optimizer.h"

namespace aleator::optimize {

struct AdamaxOptions {
  Schedule learning_rate = 0.001;
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-7;
};
/// With the moving mean m of the gradients, u <- max(beta_2 u, |g|):
/// x <- x - r / (1 - beta_1^t) m / (u + epsilon).
/// Source: Kingma and Ba (2015), "Adam: a method for stochastic optimization", section 7.
class Adamax : public Optimizer {
 public:
  explicit Adamax(const AdamaxOptions& options = {});
};

}  // namespace aleator::optimize
