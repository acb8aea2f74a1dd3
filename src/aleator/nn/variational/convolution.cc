// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/variational/convolution.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/nn/layers/window_product.h"
#include "aleator/nn/variational/estimators.h"

namespace aleator::nn {
namespace {

enum class Estimator { reparameterization, flipout };

/// All positions share a sign.
Shape per_image_and_channel(const Shape& images) {
  Dims lengths(static_cast<std::size_t>(images.rank()), 1);
  lengths.front() = images[0];
  lengths.back() = images[images.rank() - 1];
  return Shape(lengths);
}

struct BayesianConvolutionRules final : LayerRules {
  BayesianConvolutionRules(const char* kind, int num_axes, Estimator estimator,
                           const BayesianConvolutionOptions& options)
      : o(options),
        estimator(estimator),
        form(convolution_form(kind, num_axes,
                              {.filters = o.filters,
                               .kernel_size = o.kernel_size,
                               .strides = o.strides,
                               .padding = o.padding,
                               .dilation_rate = o.dilation_rate})) {}
  const BayesianConvolutionOptions o;
  const Estimator estimator;
  const ConvolutionForm form;
  std::int64_t channels = 0;
  RandomWeights weights;

  std::string_view kind() const override { return form.kind; }
  void build(const Shape& input_shape, Builder& builder) override {
    channels = channels_of(*this, input_shape, form.num_axes);
    weights.build(o, form.kernel_shape(channels), o.filters, builder);
  }
  Array convolved(const Array& x, const Call& call) const {
    const auto product = [&](const Array& images, const Array& kernel) {
      return window_product(images, kernel, form.options);
    };
    if (estimator == Estimator::reparameterization)
      return reparameterized_product(weights.kernel, x, call.part(0), who(), product);
    return flipout_product(weights.kernel, x, call, who(), product, per_image_and_channel);
  }
  Output call(const Output& input, const Call& call) const override {
    const Array x = as_input(input, o.dtype);
    check_windows(*this, x, form, channels);
    const Array y = weights.plus_bias(convolved(x, call.part(0)), call.part(1), who());
    return activated(o.activation, y);
  }
};

Ref<LayerRules> rules_of(const char* kind, int num_axes, Estimator estimator,
                         const BayesianConvolutionOptions& options) {
  return make_ref<BayesianConvolutionRules>(kind, num_axes, estimator, options);
}

}  // namespace

Convolution1DReparameterization::Convolution1DReparameterization(
    const BayesianConvolutionOptions& options)
    : Layer(
          rules_of("Convolution1DReparameterization", 1, Estimator::reparameterization, options)) {}
Convolution2DReparameterization::Convolution2DReparameterization(
    const BayesianConvolutionOptions& options)
    : Layer(
          rules_of("Convolution2DReparameterization", 2, Estimator::reparameterization, options)) {}
Convolution3DReparameterization::Convolution3DReparameterization(
    const BayesianConvolutionOptions& options)
    : Layer(
          rules_of("Convolution3DReparameterization", 3, Estimator::reparameterization, options)) {}
Convolution1DFlipout::Convolution1DFlipout(const BayesianConvolutionOptions& options)
    : Layer(rules_of("Convolution1DFlipout", 1, Estimator::flipout, options)) {}
Convolution2DFlipout::Convolution2DFlipout(const BayesianConvolutionOptions& options)
    : Layer(rules_of("Convolution2DFlipout", 2, Estimator::flipout, options)) {}
Convolution3DFlipout::Convolution3DFlipout(const BayesianConvolutionOptions& options)
    : Layer(rules_of("Convolution3DFlipout", 3, Estimator::flipout, options)) {}

}  // namespace aleator::nn
