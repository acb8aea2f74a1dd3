// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/layers/convolution.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/text.h"
#include "aleator/nn/layers/dense.h"
#include "aleator/nn/layers/window_product.h"

namespace aleator::nn {
namespace {

struct ConvRules final : LayerRules {
  ConvRules(const char* kind, int num_axes, const ConvOptions& options)
      : o(options), form(convolution_form(kind, num_axes, options)) {}
  const ConvOptions o;
  const ConvolutionForm form;
  Variable kernel, bias;
  std::int64_t channels = 0;

  std::string_view kind() const override { return form.kind; }
  void build(const Shape& input_shape, Builder& builder) override {
    channels = channels_of(*this, input_shape, form.num_axes);
    if (channels % o.groups != 0)
      throw ValueError(text(who(), ": groups must divide the number of channels, ", channels,
                            ", got ", o.groups));
    kernel = builder.variable("kernel", form.kernel_shape(channels), o.kernel_initializer, o.dtype);
    if (o.use_bias) bias = builder.variable("bias", {o.filters}, o.bias_initializer, o.dtype);
  }
  Output call(const Output& input, const Call&) const override {
    const Array x = as_input(input, o.dtype);
    check_windows(*this, x, form, channels);
    const Array y = window_product(x, kernel, form.options);
    return activated(o.activation, o.use_bias ? y + bias : y);
  }
};

std::string words_for_shape(int num_axes) {
  return text("[batch, ", num_axes == 1 ? "1 axis" : text(num_axes, " axes"), ", channels]");
}

}  // namespace

Shape ConvolutionForm::kernel_shape(std::int64_t channels) const {
  return Shape(kernel_size) + Shape{channels / options.feature_group_count, filters};
}

Dims per_axis(const char* kind, const char* what, const Dims& numbers, int num_axes) {
  const auto count = static_cast<int>(numbers.size());
  if (count != 1 && count != num_axes)
    throw ValueError(text(kind, ": ", what, " must be one number or ", num_axes, ", got ", count));
  for (const std::int64_t number : numbers) check_positive(kind, what, number);
  return count == num_axes ? numbers : Dims(static_cast<std::size_t>(num_axes), numbers[0]);
}

ConvolutionForm convolution_form(const char* kind, int num_axes, const ConvOptions& o) {
  check_positive(kind, "filters", o.filters);
  check_positive(kind, "groups", o.groups);
  if (o.filters % o.groups != 0)
    throw ValueError(
        text(kind, ": groups must divide filters, ", std::int64_t(o.filters), ", got ", o.groups));
  if (o.padding == Padding::Explicit)
    throw ValueError(text(kind,
                          ": padding must be Padding::Valid or Padding::Same; pad the input "
                          "for other widths"));
  ConvolutionOptions options;
  options.strides = per_axis(kind, "strides", o.strides, num_axes);
  options.padding = o.padding;
  options.filter_dilation = per_axis(kind, "dilation_rate", o.dilation_rate, num_axes);
  options.feature_group_count = o.groups;
  return {.kind = kind,
          .num_axes = num_axes,
          .filters = o.filters,
          .kernel_size = per_axis(kind, "kernel_size", o.kernel_size, num_axes),
          .options = options};
}

std::int64_t channels_of(const LayerRules& layer, const Shape& input_shape, int num_axes) {
  if (input_shape.rank() == num_axes + 2) return input_shape[num_axes + 1];
  throw ShapeError(text(layer.who(), ": inputs must be ", words_for_shape(num_axes), ", got shape ",
                        input_shape, " (the first axis is the batch)"));
}

void check_images(const LayerRules& layer, const Array& x, int num_axes, std::int64_t channels) {
  if (x.rank() == num_axes + 2 && x.dim(-1) == channels) return;
  throw ShapeError(text(layer.who(), ": was built for inputs ", words_for_shape(num_axes), " with ",
                        channels, " channels, got shape ", x.shape()));
}

void check_windows(const LayerRules& layer, const Array& x, const ConvolutionForm& form,
                   std::int64_t channels) {
  check_images(layer, x, form.num_axes, channels);
  for (std::size_t i = 0; form.options.padding == Padding::Valid && i < form.kernel_size.size();
       ++i) {
    const std::int64_t extent = (form.kernel_size[i] - 1) * form.options.filter_dilation[i] + 1;
    if (x.dim(static_cast<std::int64_t>(i) + 1) < extent)
      throw ShapeError(text(layer.who(), ": windows of ", extent, " do not fit on axis ", i + 1,
                            " of shape ", x.shape(), "; use Padding::Same"));
  }
}

Conv1D::Conv1D(const ConvOptions& options) : Layer(make_ref<ConvRules>("Conv1D", 1, options)) {}
Conv2D::Conv2D(const ConvOptions& options) : Layer(make_ref<ConvRules>("Conv2D", 2, options)) {}
Conv3D::Conv3D(const ConvOptions& options) : Layer(make_ref<ConvRules>("Conv3D", 3, options)) {}

}  // namespace aleator::nn
