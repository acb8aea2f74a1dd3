// SPDX-License-Identifier: Apache-2.0
// Declares Nadam, Adam with Nesterov's momentum. Names and defaults are Keras's.
#pragma once

#include "aleator/optimize/optimizer.h"

namespace aleator::optimize {

struct NadamOptions {
  Schedule learning_rate = 0.001;
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-7;
};
/// With m, v as in Adam, u_t = beta_1 (1 - 0.96^t / 2) and U_t = u_1 ... u_t:
/// x <- x - r (u_{t+1} m / (1 - U_{t+1}) + (1 - u_t) g / (1 - U_t)) /
///          (sqrt(v / (1 - beta_2^t)) + epsilon).
/// Source: Dozat (2016), "Incorporating Nesterov momentum into Adam".
class Nadam : public Optimizer {
 public:
  explicit Nadam(const NadamOptions& options = {});
};

}  // namespace aleator::optimize
