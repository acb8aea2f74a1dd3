// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/variational/convolution.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/nn/layers/window_product.h"
#include "aleator/nn/variational/signs.h"

namespace aleator::nn {
namespace {

enum class Estimator { reparameterization, flipout };

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
  RandomParameter kernel, bias;

  std::string_view kind() const override { return form.kind; }
  void build(const Shape& input_shape, Builder& builder) override {
    channels = channels_of(*this, input_shape, form.num_axes);
    kernel = RandomParameter("kernel", form.kernel_shape(channels), o.dtype,
                             {.posterior_fn = o.kernel_posterior_fn,
                              .posterior_tensor_fn = o.kernel_posterior_tensor_fn,
                              .prior_fn = o.kernel_prior_fn,
                              .divergence_fn = o.kernel_divergence_fn},
                             builder);
    if (!o.use_bias) return;
    bias = RandomParameter("bias", {o.filters}, o.dtype,
                           {.posterior_fn = o.bias_posterior_fn,
                            .posterior_tensor_fn = o.bias_posterior_tensor_fn,
                            .prior_fn = o.bias_prior_fn,
                            .divergence_fn = o.bias_divergence_fn},
                           builder);
  }
  /// Signs per image and channel.
  Array signs(const Key& key, const Array& images, std::int64_t num_channels) const {
    Shape shape(Dims(static_cast<std::size_t>(images.rank()), 1));
    shape[0] = images.dim(0);
    shape[images.rank() - 1] = num_channels;
    return random_signs(key, shape, o.dtype);
  }
  Array convolved(const Array& x, const Call& call) const {
    const Array drawn = kernel.draw(call.part(0), who());
    kernel.add_divergence(drawn, call);
    if (estimator == Estimator::reparameterization || !kernel.is_random())
      return window_product(x, drawn, form.options);
    const Array center = kernel.posterior().mean();
    const auto [key_in, key_out] = split<2>(call.part(1).key(who()));
    const Array turned =
        window_product(x * signs(key_in, x, channels), drawn - center, form.options);
    return window_product(x, center, form.options) + turned * signs(key_out, x, o.filters);
  }
  Output call(const Output& input, const Call& call) const override {
    const Array x = as_input(input, o.dtype);
    check_windows(*this, x, form, channels);
    Array y = convolved(x, call.part(0));
    if (o.use_bias) {
      const Array drawn = bias.draw(call.part(1), who());
      bias.add_divergence(drawn, call);
      y = y + drawn;
    }
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
