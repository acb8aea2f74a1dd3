// SPDX-License-Identifier: Apache-2.0
// Defines layers that rearrange elements: Flatten, Reshape.
#pragma once

#include "aleator/nn/layer.h"

namespace aleator::nn {

/// [batch, ...] to [batch, elements].
class Flatten : public Layer {
 public:
  Flatten();
};

/// [batch, ...] to [batch] + target_shape, in which at most one dimension is -1.
class Reshape : public Layer {
 public:
  explicit Reshape(const Shape& target_shape);
};

}  // namespace aleator::nn
