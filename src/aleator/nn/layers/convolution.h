// SPDX-License-Identifier: Apache-2.0
// Defines convolution layers over one, two and three axes.
#pragma once

#include "aleator/array/ops/convolution.h"
#include "aleator/nn/activations.h"
#include "aleator/nn/layer.h"

namespace aleator::nn {

struct ConvOptions {
  Dim filters = required("filters");           ///< channels of the result, at least 1
  Dims kernel_size = required("kernel_size");  ///< per axis, or one for all: {3, 3} or {3}
  Activation activation = {};                  ///< absent: none
  Dims strides = {1};                          ///< per axis, or one for all
  Padding padding = Padding::Valid;            ///< or Padding::Same
  Dims dilation_rate = {1};                    ///< holes in the kernel; per axis, or one for all
  std::int64_t groups = 1;                     ///< of channels that do not see each other
  bool use_bias = true;
  Initializer kernel_initializer = glorot_uniform();
  Initializer bias_initializer = zeros_initializer();
  Dtype dtype = float32;
};

// [batch, positions..., channels] to [batch, positions..., filters]: the cross-correlation with the
// kernel, plus the bias. Variables: kernel [kernel_size..., channels / groups, filters], bias
// [filters]. Positions without padding: floor((n - dilation (k - 1) - 1) / stride) + 1; with
// Padding::Same: ceil(n / stride).

class Conv1D : public Layer {
 public:
  explicit Conv1D(const ConvOptions& options);
};
class Conv2D : public Layer {
 public:
  explicit Conv2D(const ConvOptions& options);
};
class Conv3D : public Layer {
 public:
  explicit Conv3D(const ConvOptions& options);
};

/// What convolutions of a layer are: its options checked, with one number per axis.
struct ConvolutionForm {
  const char* kind;
  int num_axes;  ///< spatial ones
  std::int64_t filters;
  Dims kernel_size;
  ConvolutionOptions options;

  Shape kernel_shape(std::int64_t channels) const;
};
/// ValueError that names the kind for numbers that are not at least 1 or of another count than
/// axes.
ConvolutionForm convolution_form(const char* kind, int num_axes, const ConvOptions& options);
/// `numbers`, or its only one repeated; ValueError naming kind and option.
Dims per_axis(const char* kind, const char* what, const Dims& numbers, int num_axes);
/// ShapeError naming the layer unless x is [batch, positions..., channels].
void check_images(const LayerRules& layer, const Array& x, int num_axes, std::int64_t channels);
/// The same, and that without padding a window fits into it.
void check_windows(const LayerRules& layer, const Array& x, const ConvolutionForm& form,
                   std::int64_t channels);
/// The channels of an input's shape; ShapeError naming the layer where the rank is another.
std::int64_t channels_of(const LayerRules& layer, const Shape& input_shape, int num_axes);

}  // namespace aleator::nn
