// SPDX-License-Identifier: Apache-2.0
// Defines Sequential, layers one after the other.
#pragma once

#include "aleator/nn/layer.h"

namespace aleator::nn {

/// y = layers[n - 1](... layers[0](x)). Its parts are named "0", "1", ....
class Sequential : public Layer {
 public:
  explicit Sequential(const std::vector<Layer>& layers);
};

}  // namespace aleator::nn
