// SPDX-License-Identifier: Apache-2.0
// Declares RMSProp. Names and defaults are Keras's.
#pragma once

#include "aleator/optimize/optimizer.h"

namespace aleator::optimize {

struct RMSPropOptions {
  Schedule learning_rate = 0.001;
  double rho = 0.9;
  double momentum = 0;
  double epsilon = 1e-7;
  bool centered = false;  ///< divides by the standard deviation of gradients, not by their size
};
/// With the moving mean v of squared gradients (centered: minus the square of their moving mean):
/// d = r g / sqrt(v + epsilon), x <- x - d; with momentum m: p <- m p + d, x <- x - p.
/// Source: Tieleman and Hinton (2012), lecture 6.5; centered: Graves (2013).
class RMSProp : public Optimizer {
 public:
  explicit RMSProp(const RMSPropOptions& options = {});
};

}  // namespace aleator::optimize
