// SPDX-License-Identifier: Apache-2.0
// Declares convolution.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

enum class Padding {
  Valid,    ///< none: windows that lie inside the input
  Same,     ///< so that the output has ceil(input / stride) positions
  Explicit  ///< padding_low and padding_high
};

struct ConvolutionOptions {
  Dims strides = {};  ///< per spatial axis; {} means 1
  Padding padding = Padding::Valid;
  Dims padding_low = {}, padding_high = {};  ///< with Padding::Explicit; {} means 0
  Dims input_dilation = {};   ///< zeros between input elements: a transposed convolution
  Dims filter_dilation = {};  ///< holes in the filter
  std::int64_t feature_group_count = 1;
  std::int64_t batch_group_count = 1;
  bool is_channels_last = true;  ///< else x is [batch, channels, spatial...], as is the result
};

/// The cross-correlation that neural networks call convolution. x is [batch, spatial...,
/// channels], filters are [spatial..., channels / feature_group_count, outputs], the result is
/// [batch, spatial..., outputs].
Array conv(const Array& x, const Array& filters, const ConvolutionOptions& options = {});

/// Whether conv computes this by a library's products, as it does what is large, without windows in
/// memory. What is smaller is fused with its neighbours where it is a product of windows.
bool is_library_conv(const Array& x, const Array& filters, const ConvolutionOptions& options = {});

}  // namespace aleator
