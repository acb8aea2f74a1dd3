// SPDX-License-Identifier: Apache-2.0
// Defines VariableLayer, a trainable array whatever the input.
#pragma once

#include "aleator/nn/activations.h"
#include "aleator/nn/layer.h"

namespace aleator::nn {

struct VariableLayerOptions {
  Shape shape = required("shape");
  Activation activation = {};
  Initializer initializer = zeros_initializer();
  Dtype dtype = float32;
};

/// activation(kernel), where kernel is a Variable: the input is not used.
class VariableLayer : public Layer {
 public:
  explicit VariableLayer(const VariableLayerOptions& options);
};

}  // namespace aleator::nn
