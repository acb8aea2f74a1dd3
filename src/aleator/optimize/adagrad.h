// SPDX-License-Identifier: Apache-2.0
// Declares Adagrad. Names and defaults are Keras's.
#pragma once

#include "aleator/optimize/optimizer.h"

namespace aleator::optimize {

struct AdagradOptions {
  Schedule learning_rate = 0.001;
  double initial_accumulator_value = 0.1;
  double epsilon = 1e-7;
};
/// a <- a + g^2, x <- x - r g / sqrt(a + epsilon).
/// Source: Duchi, Hazan and Singer (2011), "Adaptive subgradient methods for online learning and
/// stochastic optimization".
class Adagrad : public Optimizer {
 public:
  explicit Adagrad(const AdagradOptions& options = {});
};

}  // namespace aleator::optimize
