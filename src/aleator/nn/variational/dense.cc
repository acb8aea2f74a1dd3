// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/variational/dense.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/text.h"
#include "aleator/nn/layers/dense.h"
#include "aleator/nn/variational/estimators.h"
#include "aleator/random/random.h"

namespace aleator::nn {
namespace {

/// What the estimators share: parameters, bias, activation, divergence.
struct BayesianDenseRules : LayerRules {
  BayesianDenseRules(const char* kind, const BayesianDenseOptions& options)
      : o(options), kind_(kind) {
    check_positive(kind, "units", o.units);
  }
  const BayesianDenseOptions o;
  RandomWeights weights;

  /// x kernel for a kernel from the posterior; adds its divergence.
  virtual Array product(const Array& x, const Call& call) const = 0;

  std::string_view kind() const override { return kind_; }
  void build(const Shape& input_shape, Builder& builder) override {
    const std::int64_t features = input_shape[input_shape.rank() - 1];
    weights.build(o, {features, o.units}, o.units, builder);
  }
  Output call(const Output& input, const Call& call) const override {
    const Array x = as_input(input, o.dtype);
    check_last_axis(*this, x, weights.kernel.shape()[0]);
    const Array y = weights.plus_bias(product(x, call.part(0)), call.part(1), who());
    return activated(o.activation, y);
  }

 private:
  const char* kind_;
};

struct DenseReparameterizationRules final : BayesianDenseRules {
  explicit DenseReparameterizationRules(const BayesianDenseOptions& options)
      : BayesianDenseRules("DenseReparameterization", options) {}
  Array product(const Array& x, const Call& call) const override {
    return reparameterized_product(weights.kernel, x, call, who(), dense_product);
  }
};

struct DenseFlipoutRules final : BayesianDenseRules {
  explicit DenseFlipoutRules(const BayesianDenseOptions& options)
      : BayesianDenseRules("DenseFlipout", options) {}
  Array product(const Array& x, const Call& call) const override {
    return flipout_product(weights.kernel, x, call, who(), dense_product,
                           [](const Shape& shape) { return shape; });
  }
};

struct DenseLocalReparameterizationRules final : BayesianDenseRules {
  explicit DenseLocalReparameterizationRules(const BayesianDenseOptions& options)
      : BayesianDenseRules("DenseLocalReparameterization", options) {
    if (o.kernel_posterior_tensor_fn || o.kernel_divergence_fn)
      throw ValueError(
          "DenseLocalReparameterization: draws no kernel, so that kernel_posterior_tensor_fn and "
          "kernel_divergence_fn cannot be given");
  }
  void build(const Shape& input_shape, Builder& builder) override {
    BayesianDenseRules::build(input_shape, builder);
    if (!weights.kernel.has_exact_divergence())
      throw ValueError(text(who(),
                            ": the divergence of posterior from prior must have a closed "
                            "form; use DenseFlipout, which estimates it"));
  }
  Array product(const Array& x, const Call& call) const override {
    const Distribution& posterior = weights.kernel.posterior();
    weights.kernel.add_divergence(posterior.mean(), call);
    const Array center = dense_product(x, posterior.mean());
    if (!weights.kernel.is_random()) return center;
    // A row of zeros has no spread; the derivative of its square root is not asked for.
    const Array variance = dense_product(square(x), posterior.variance());
    const Array spread = where(variance > 0, sqrt(where(variance > 0, variance, 1)), 0);
    return center + spread * random::normal(call.key(who()), center.shape(), o.dtype);
  }
};

}  // namespace

DenseReparameterization::DenseReparameterization(const DenseReparameterizationOptions& options)
    : Layer(make_ref<DenseReparameterizationRules>(options)) {}
DenseFlipout::DenseFlipout(const DenseFlipoutOptions& options)
    : Layer(make_ref<DenseFlipoutRules>(options)) {}
DenseLocalReparameterization::DenseLocalReparameterization(
    const DenseLocalReparameterizationOptions& options)
    : Layer(make_ref<DenseLocalReparameterizationRules>(options)) {}

}  // namespace aleator::nn
