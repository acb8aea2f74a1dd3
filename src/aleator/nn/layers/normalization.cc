// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/layers/normalization.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/base/text.h"

namespace aleator::nn {
namespace {

void check_epsilon(const char* who, double epsilon) {
  if (!(epsilon >= 0)) throw ValueError(text(who, ": epsilon must not be negative, got ", epsilon));
}

/// gamma and beta, as far as there are any.
struct Affine {
  bool has_gamma, has_beta;
  Variable gamma, beta;

  void build(std::int64_t size, Dtype dtype, Builder& builder) {
    if (has_gamma) gamma = builder.variable("gamma", {size}, ones_initializer(), dtype);
    if (has_beta) beta = builder.variable("beta", {size}, zeros_initializer(), dtype);
  }
  Array operator()(const Array& x, const Array& mean, const Array& variance, double epsilon) const {
    Array factor = rsqrt(variance + epsilon);
    if (has_gamma) factor = factor * gamma;
    const Array y = (x - mean) * factor;
    return has_beta ? y + beta : y;
  }
};

struct BatchNormalizationRules final : LayerRules {
  explicit BatchNormalizationRules(const BatchNormalizationOptions& options)
      : o(options), affine{o.scale, o.center, {}, {}} {
    check_epsilon("BatchNormalization", o.epsilon);
    if (!(o.momentum >= 0 && o.momentum <= 1))
      throw ValueError(text("BatchNormalization: momentum must be from 0 to 1, got ", o.momentum));
  }
  const BatchNormalizationOptions o;
  Affine affine;
  Variable moving_mean, moving_variance;

  std::string_view kind() const override { return "BatchNormalization"; }
  void build(const Shape& input_shape, Builder& builder) override {
    const std::int64_t size = input_shape[input_shape.rank() - 1];
    affine.build(size, o.dtype, builder);
    moving_mean = builder.variable("moving_mean", {size}, zeros_initializer(), o.dtype, false);
    moving_variance =
        builder.variable("moving_variance", {size}, ones_initializer(), o.dtype, false);
  }
  Output call(const Output& input, const Call& call) const override {
    const Array x = as_input(input, o.dtype);
    check_last_axis(*this, x, moving_mean.shape()[0]);
    if (!call.is_training()) return affine(x, moving_mean, moving_variance, o.epsilon);
    Dims axes;
    for (std::int64_t axis = 0; axis + 1 < x.rank(); ++axis) axes.push_back(axis);
    const Array center = mean(x, {.axes = axes}), spread = variance(x, {.axes = axes});
    call.update({moving_mean, center, o.momentum});
    call.update({moving_variance, spread, o.momentum});
    return affine(x, center, spread, o.epsilon);
  }
};

struct LayerNormalizationRules final : LayerRules {
  explicit LayerNormalizationRules(const LayerNormalizationOptions& options)
      : o(options), affine{o.scale, o.center, {}, {}} {
    check_epsilon("LayerNormalization", o.epsilon);
  }
  const LayerNormalizationOptions o;
  Affine affine;
  std::int64_t size = 0;

  std::string_view kind() const override { return "LayerNormalization"; }
  void build(const Shape& input_shape, Builder& builder) override {
    size = input_shape[input_shape.rank() - 1];
    affine.build(size, o.dtype, builder);
  }
  Output call(const Output& input, const Call&) const override {
    const Array x = as_input(input, o.dtype);
    check_last_axis(*this, x, size);
    const ReduceOptions last{.axes = {-1}, .keep_dims = true};
    return affine(x, mean(x, last), variance(x, last), o.epsilon);
  }
};

}  // namespace

BatchNormalization::BatchNormalization(const BatchNormalizationOptions& options)
    : Layer(make_ref<BatchNormalizationRules>(options)) {}
LayerNormalization::LayerNormalization(const LayerNormalizationOptions& options)
    : Layer(make_ref<LayerNormalizationRules>(options)) {}

}  // namespace aleator::nn
