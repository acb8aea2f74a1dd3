// SPDX-License-Identifier: Apache-2.0
// Declares Adam, and AdamW, which decays the parameters too. Names and defaults are Keras's.
#pragma once

#include "aleator/optimize/optimizer.h"

namespace aleator::optimize {

struct AdamOptions {
  Schedule learning_rate = 0.001;
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-7;
  bool amsgrad = false;  ///< v is the largest so far: Reddi, Kale and Kumar (2018)
};
/// With moving means m of the gradients and v of their squares, at step t = 1, 2, ...:
/// x <- x - r sqrt(1 - beta_2^t) / (1 - beta_1^t) m / (sqrt(v) + epsilon).
/// Source: Kingma and Ba (2015), "Adam: a method for stochastic optimization".
class Adam : public Optimizer {
 public:
  explicit Adam(const AdamOptions& options = {});
};

struct AdamWOptions {
  Schedule learning_rate = 0.001;
  double weight_decay = 0.004;
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-7;
  bool amsgrad = false;  ///< as of Adam
};
/// x <- x - r weight_decay x, then the step of Adam.
/// Source: Loshchilov and Hutter (2019), "Decoupled weight decay regularization".
class AdamW : public Optimizer {
 public:
  explicit AdamW(const AdamWOptions& options = {});
};

}  // namespace aleator::optimize
