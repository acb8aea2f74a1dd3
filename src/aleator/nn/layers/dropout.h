// SPDX-License-Identifier: Apache-2.0
// Defines Dropout.
#pragma once

#include "aleator/nn/layer.h"

namespace aleator::nn {

struct DropoutOptions {
  double rate = required("rate");  ///< the probability of 0, at least 0 and below 1
};

/// In training each element becomes 0 with probability `rate`, else x / (1 - rate): the mean stays.
/// Otherwise the identity.
///
/// N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever and R. Salakhutdinov (2014), "Dropout: a
/// simple way to prevent neural networks from overfitting".
class Dropout : public Layer {
 public:
  explicit Dropout(const DropoutOptions& options);
  explicit Dropout(double rate) : Dropout(DropoutOptions{.rate = rate}) {}
};

}  // namespace aleator::nn
