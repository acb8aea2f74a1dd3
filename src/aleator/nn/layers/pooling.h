// SPDX-License-Identifier: Apache-2.0
// Defines pooling layers: the largest element or the mean of each window.
#pragma once

#include "aleator/array/ops/convolution.h"
#include "aleator/nn/layer.h"

namespace aleator::nn {

struct PoolingOptions {
  Dims pool_size = {2};              ///< per axis, or one for all
  Dims strides = {};                 ///< per axis, or one for all; {}: pool_size
  Padding padding = Padding::Valid;  ///< with Same what lies outside does not count
};

// [batch, positions..., channels], channel by channel.

class MaxPooling1D : public Layer {
 public:
  explicit MaxPooling1D(const PoolingOptions& options = {});
};
class MaxPooling2D : public Layer {
 public:
  explicit MaxPooling2D(const PoolingOptions& options = {});
};
class MaxPooling3D : public Layer {
 public:
  explicit MaxPooling3D(const PoolingOptions& options = {});
};
class AveragePooling1D : public Layer {
 public:
  explicit AveragePooling1D(const PoolingOptions& options = {});
};
class AveragePooling2D : public Layer {
 public:
  explicit AveragePooling2D(const PoolingOptions& options = {});
};
class AveragePooling3D : public Layer {
 public:
  explicit AveragePooling3D(const PoolingOptions& options = {});
};

/// The mean (the largest) over all positions: [batch, positions..., channels] to [batch, channels].
class GlobalAveragePooling : public Layer {
 public:
  GlobalAveragePooling();
};
class GlobalMaxPooling : public Layer {
 public:
  GlobalMaxPooling();
};

}  // namespace aleator::nn
