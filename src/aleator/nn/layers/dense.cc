// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/layers/dense.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"

namespace aleator::nn {
namespace {

struct DenseRules final : LayerRules {
  explicit DenseRules(const DenseOptions& options) : o(options) {
    check_positive("Dense", "units", o.units);
  }
  const DenseOptions o;
  Variable kernel, bias;

  std::string_view kind() const override { return "Dense"; }
  void build(const Shape& input_shape, Builder& builder) override {
    const std::int64_t features = input_shape[input_shape.rank() - 1];
    kernel = builder.variable("kernel", {features, o.units}, o.kernel_initializer, o.dtype);
    if (o.use_bias) bias = builder.variable("bias", {o.units}, o.bias_initializer, o.dtype);
  }
  Output call(const Output& input, const Call&) const override {
    const Array x = as_input(input, o.dtype);
    check_last_axis(*this, x, kernel.shape()[0]);
    const Array product = dense_product(x, kernel);
    return activated(o.activation, o.use_bias ? product + bias : product);
  }
};

}  // namespace

Dense::Dense(const DenseOptions& options) : Layer(make_ref<DenseRules>(options)) {}

Array dense_product(const Array& x, const Array& kernel) {
  if (x.rank() <= 2) return matmul(x, kernel);
  // One product of matrices, however many axes there are.
  const std::int64_t features = x.dim(-1), units = kernel.dim(-1);
  const Array rows = reshape(x, {x.size() / features, features});
  return reshape(matmul(rows, kernel), x.shape().slice(0, x.rank() - 1) + Shape{units});
}

void check_positive(const char* who, const char* what, std::int64_t value) {
  if (value < 1) throw ValueError(text(who, ": ", what, " must be at least 1, got ", value));
}

}  // namespace aleator::nn
