// SPDX-License-Identifier: Apache-2.0
// Defines the attributes of convolution, StableHLO's.
#pragma once

#include "aleator/base/shape.h"

namespace aleator {

/// Which axis of an array is what: two special ones, and the spatial ones in order.
struct ConvolutionAxes {
  std::int64_t first;   ///< of input and output: batch; of the kernel: output features
  std::int64_t second;  ///< of input and output: features; of the kernel: input features
  Dims spatial;
  friend bool operator==(const ConvolutionAxes&, const ConvolutionAxes&) = default;
};

struct Convolution {
  Dims window_strides, padding_low, padding_high, lhs_dilation, rhs_dilation;
  ConvolutionAxes input, kernel, output;
  std::int64_t feature_group_count = 1, batch_group_count = 1;
  friend bool operator==(const Convolution&, const Convolution&) = default;
  template <class V>
  void visit(V&& v) const {
    v("window_strides", window_strides);
    v("padding_low", padding_low);
    v("padding_high", padding_high);
    v("lhs_dilation", lhs_dilation);
    v("rhs_dilation", rhs_dilation);
    v("input_batch_dimension", input.first);
    v("input_feature_dimension", input.second);
    v("input_spatial_dimensions", input.spatial);
    v("kernel_output_feature_dimension", kernel.first);
    v("kernel_input_feature_dimension", kernel.second);
    v("kernel_spatial_dimensions", kernel.spatial);
    v("output_batch_dimension", output.first);
    v("output_feature_dimension", output.second);
    v("output_spatial_dimensions", output.spatial);
    v("feature_group_count", feature_group_count);
    v("batch_group_count", batch_group_count);
  }
};

}  // namespace aleator
