// SPDX-License-Identifier: Apache-2.0
// Declares gradient descent, with momentum. Names and defaults are those of Keras's SGD.
#pragma once

#include "aleator/optimize/optimizer.h"

namespace aleator::optimize {

struct GradientDescentOptions {
  Schedule learning_rate = 0.01;
  double momentum = 0;
  bool nesterov = false;  ///< the gradient's step comes after that of the momentum
};
/// x <- x - r g; with momentum m: v <- m v - r g, x <- x + v (nesterov: x + m v - r g).
/// Source: Sutskever et al. (2013), "On the importance of initialization and momentum in deep
/// learning".
class GradientDescent : public Optimizer {
 public:
  explicit GradientDescent(const GradientDescentOptions& options = {});
};

}  // namespace aleator::optimize
