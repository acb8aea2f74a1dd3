// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/layers/convolution_transpose.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/nn/layers/window_product.h"

#include <algorithm>

namespace aleator::nn {
namespace {

struct ConvTransposeRules final : LayerRules {
  ConvTransposeRules(const char* kind, int num_axes, const ConvTransposeOptions& options)
      : o(options),
        form(convolution_form(kind, num_axes,
                              {.filters = o.filters,
                               .kernel_size = o.kernel_size,
                               .strides = o.strides,
                               .padding = o.padding})) {}
  const ConvTransposeOptions o;
  const ConvolutionForm form;
  Variable kernel, bias;
  std::int64_t channels = 0;

  std::string_view kind() const override { return form.kind; }
  void build(const Shape& input_shape, Builder& builder) override {
    channels = channels_of(*this, input_shape, form.num_axes);
    kernel = builder.variable("kernel", Shape(form.kernel_size) + Shape{o.filters, channels},
                              o.kernel_initializer, o.dtype);
    if (o.use_bias) bias = builder.variable("bias", {o.filters}, o.bias_initializer, o.dtype);
  }
  /// The convolution of the input, spread by the strides, with the kernel turned around.
  ConvolutionOptions spread() const {
    ConvolutionOptions spread;
    spread.padding = Padding::Explicit;
    spread.input_dilation = form.options.strides;
    for (std::size_t i = 0; i < form.kernel_size.size(); ++i) {
      const std::int64_t k = form.kernel_size[i], stride = form.options.strides[i];
      // What the convolution that this transposes adds to its inputs is cut off the results.
      const bool is_same = o.padding == Padding::Same;
      const std::int64_t overlap = std::max<std::int64_t>(k - stride, 0);
      const std::int64_t low = k - 1 - (is_same ? overlap / 2 : 0);
      const std::int64_t more = stride + (is_same ? 0 : overlap);
      spread.padding_low.push_back(low);
      spread.padding_high.push_back(more + k - 2 - low);
    }
    return spread;
  }
  Output call(const Output& input, const Call&) const override {
    const Array x = as_input(input, o.dtype);
    check_images(*this, x, form.num_axes, channels);
    Dims axes;
    for (int axis = 0; axis < form.num_axes; ++axis) axes.push_back(axis);
    const Array turned = swap_axes(reverse(kernel, axes), -1, -2);
    const Array y = window_product(x, turned, spread());
    return activated(o.activation, o.use_bias ? y + bias : y);
  }
};

}  // namespace

Conv1DTranspose::Conv1DTranspose(const ConvTransposeOptions& options)
    : Layer(make_ref<ConvTransposeRules>("Conv1DTranspose", 1, options)) {}
Conv2DTranspose::Conv2DTranspose(const ConvTransposeOptions& options)
    : Layer(make_ref<ConvTransposeRules>("Conv2DTranspose", 2, options)) {}
Conv3DTranspose::Conv3DTranspose(const ConvTransposeOptions& options)
    : Layer(make_ref<ConvTransposeRules>("Conv3DTranspose", 3, options)) {}

}  // namespace aleator::nn
