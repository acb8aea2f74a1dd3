// SPDX-License-Identifier: Apache-2.0
// Defines DenseVariational, a dense layer whose posterior and prior are layers too.
#pragma once

#include "aleator/nn/activations.h"
#include "aleator/nn/layer.h"

namespace aleator::nn {

/// Makes a layer whose result, whatever its input, is a distribution over vectors of kernel_size +
/// bias_size numbers: a VariableLayer and a DistributionLambda.
using MakeWeightsFn =
    Callable<Layer(std::int64_t kernel_size, std::int64_t bias_size, Dtype dtype)>;

struct DenseVariationalOptions {
  Dim units = required("units");
  MakeWeightsFn make_posterior_fn = required("make_posterior_fn");
  MakeWeightsFn make_prior_fn = required("make_prior_fn");
  double kl_weight = 1;       ///< of the divergence in kl_loss()
  bool kl_use_exact = false;  ///< by the closed form, else at the draw of the call
  Activation activation = {};
  bool use_bias = true;
  Dtype dtype = float32;
};

/// y = activation(x kernel + bias), where kernel [features, units] and bias [units] are one draw
/// from the posterior, in this order. A call adds kl_weight KL(posterior || prior) to kl_loss().
class DenseVariational : public Layer {
 public:
  explicit DenseVariational(const DenseVariationalOptions& options);
};

}  // namespace aleator::nn
