// SPDX-License-Identifier: Apache-2.0
// Declares what dense layers and convolutions with posteriors share: their parameters and the
// estimators of their products.
#pragma once

#include "aleator/nn/variational/posterior.h"

namespace aleator::nn {

/// A kernel and a bias, whose options are named alike in all layers.
struct RandomWeights {
  RandomParameter kernel;
  std::optional<RandomParameter> bias;

  template <class Options>
  void build(const Options& o, const Shape& kernel_shape, std::int64_t num_outputs,
             Builder& builder) {
    kernel = RandomParameter("kernel", kernel_shape, o.dtype,
                             {.posterior_fn = o.kernel_posterior_fn,
                              .posterior_tensor_fn = o.kernel_posterior_tensor_fn,
                              .prior_fn = o.kernel_prior_fn,
                              .divergence_fn = o.kernel_divergence_fn},
                             builder);
    if (!o.use_bias) return;
    bias = RandomParameter("bias", {num_outputs}, o.dtype,
                           {.posterior_fn = o.bias_posterior_fn,
                            .posterior_tensor_fn = o.bias_posterior_tensor_fn,
                            .prior_fn = o.bias_prior_fn,
                            .divergence_fn = o.bias_divergence_fn},
                           builder);
  }
  /// y plus a draw of the bias, whose divergence it adds to the call.
  Array plus_bias(const Array& y, const Call& call, const std::string& who) const;
};

/// x times a kernel, in whatever way a layer multiplies.
using KernelProduct = Callable<Array(const Array& x, const Array& kernel)>;

/// The product with one draw; adds the kernel's divergence to the call.
Array reparameterized_product(const RandomParameter& kernel, const Array& x, const Call& call,
                              const std::string& who, const KernelProduct& product);

/// The same with signs of the draw's distance from the mean that are independent over the elements
/// of sign_shape(shape of inputs or results), which broadcasts to that shape.
Array flipout_product(const RandomParameter& kernel, const Array& x, const Call& call,
                      const std::string& who, const KernelProduct& product,
                      const Callable<Shape(const Shape&)>& sign_shape);

}  // namespace aleator::nn
