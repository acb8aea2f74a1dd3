// SPDX-License-Identifier: Apache-2.0
// Defines transposed convolutions, which go from few positions to many.
#pragma once

#include "aleator/nn/layers/convolution.h"

namespace aleator::nn {

struct ConvTransposeOptions {
  Dim filters = required("filters");           ///< channels of the result, at least 1
  Dims kernel_size = required("kernel_size");  ///< per axis, or one for all
  Activation activation = {};                  ///< absent: none
  Dims strides = {1};                          ///< per axis, or one for all
  Padding padding = Padding::Valid;            ///< or Padding::Same
  bool use_bias = true;
  Initializer kernel_initializer = glorot_uniform();
  Initializer bias_initializer = zeros_initializer();
  Dtype dtype = float32;
};

// The transpose of the convolution with these options as a linear map: input element i spreads over
// results i stride + 0, ..., i stride + k - 1. Variables: kernel [kernel_size..., filters,
// channels], bias [filters]. n positions become n stride with Padding::Same, without n stride +
// max(k - stride, 0).

class Conv1DTranspose : public Layer {
 public:
  explicit Conv1DTranspose(const ConvTransposeOptions& options);
};
class Conv2DTranspose : public Layer {
 public:
  explicit Conv2DTranspose(const ConvTransposeOptions& options);
};
class Conv3DTranspose : public Layer {
 public:
  explicit Conv3DTranspose(const ConvTransposeOptions& options);
};

}  // namespace aleator::nn
