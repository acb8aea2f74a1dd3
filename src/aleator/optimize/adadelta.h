// SPDX-License-Identifier: Apache-2.0
// Declares Adadelta. Names and defaults are Keras's.
#pragma once

#include "aleator/optimize/optimizer.h"

namespace aleator::optimize {

struct AdadeltaOptions {
  Schedule learning_rate = 0.001;
  double rho = 0.95;
  double epsilon = 1e-7;
};
/// With moving means v of g^2 and w of d^2: d = sqrt(w + epsilon) / sqrt(v + epsilon) g,
/// x <- x - r d.
/// Source: Zeiler (2012), "Adadelta: an adaptive learning rate method".
class Adadelta : public Optimizer {
 public:
  explicit Adadelta(const AdadeltaOptions& options = {});
};

}  // namespace aleator::optimize
