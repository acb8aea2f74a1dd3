// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/layers/attention.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/nn/activations.h"
#include "aleator/nn/layers/dense.h"
#include "aleator/random/random.h"

#include <cmath>
#include <limits>

namespace aleator::nn {
namespace {

struct MultiHeadAttentionRules final : LayerRules {
  explicit MultiHeadAttentionRules(const MultiHeadAttentionOptions& options)
      : o(options), value_dim(o.value_dim.value_or(o.key_dim)) {
    check_positive("MultiHeadAttention", "num_heads", o.num_heads);
    check_positive("MultiHeadAttention", "key_dim", o.key_dim);
    check_positive("MultiHeadAttention", "value_dim", value_dim);
    if (!(o.dropout >= 0 && o.dropout < 1))
      throw ValueError(
          text("MultiHeadAttention: dropout must be at least 0 and below 1, got ", o.dropout));
  }
  const MultiHeadAttentionOptions o;
  const std::int64_t value_dim;

  struct Map {
    Variable kernel, bias;
  };
  Map query, key, value, output;

  std::string_view kind() const override { return "MultiHeadAttention"; }
  void build(const Shape& input_shape, Builder& builder) override {
    check_rank(input_shape);
    const std::int64_t features = input_shape[2];
    const std::int64_t of_values = o.value_features.value_or(features);
    const auto make = [&](const std::string& name, std::int64_t inputs, std::int64_t outputs) {
      Map map;
      map.kernel =
          builder.variable(name + ".kernel", {inputs, outputs}, o.kernel_initializer, o.dtype);
      if (o.use_bias)
        map.bias = builder.variable(name + ".bias", {outputs}, zeros_initializer(), o.dtype);
      return map;
    };
    query = make("query", features, o.num_heads * o.key_dim);
    key = make("key", of_values, o.num_heads * o.key_dim);
    value = make("value", of_values, o.num_heads * value_dim);
    output = make("output", o.num_heads * value_dim, features);
  }
  void check_rank(const Shape& shape) const {
    if (shape.rank() != 3)
      throw ShapeError(text(who(), ": inputs must be [batch, time, features], got shape ", shape));
  }
  Array mapped(const Map& map, const Array& x) const {
    check_rank(x.shape());
    check_last_axis(*this, x, map.kernel.shape()[0]);
    const Array product = dense_product(x, map.kernel);
    return o.use_bias ? product + map.bias : product;
  }
  /// [batch, time, heads dim] to [batch, heads, time, dim].
  Array by_head(const Array& x) const {
    const std::int64_t dim = x.dim(2) / o.num_heads;
    return swap_axes(reshape(x, {x.dim(0), x.dim(1), o.num_heads, dim}), 1, 2);
  }
  Array attend(const Array& queries, const Array& values, const Call& call,
               const std::optional<Array>& mask) const {
    const Array q = by_head(mapped(query, queries)), k = by_head(mapped(key, values)),
                v = by_head(mapped(value, values));
    const double factor = 1 / std::sqrt(static_cast<double>(o.key_dim));
    Array scores = matmul(q * factor, swap_axes(k, -1, -2));
    const double never = -std::numeric_limits<double>::infinity();
    if (mask) scores = where(*mask, scores, never);
    if (o.is_causal) {
      const Shape square{q.dim(2), k.dim(2)};
      scores = where(iota(square, 1) <= iota(square, 0), scores, never);
    }
    Array weights = softmax(scores);
    if (o.dropout > 0 && call.is_training()) {
      const Array is_kept = random::bernoulli(call.key(who()), 1 - o.dropout, weights.shape());
      weights = where(is_kept, weights * (1 / (1 - o.dropout)), 0);
    }
    const Array heads = swap_axes(matmul(weights, v), 1, 2);
    return mapped(output, reshape(heads, {q.dim(0), q.dim(2), o.num_heads * value_dim}));
  }
  Output call(const Output& input, const Call& call) const override {
    const Array x = as_input(input, o.dtype);
    // While it is built, the values' inputs may have another length than the queries'.
    const Array values = call.is_building() && o.value_features
                             ? zeros({x.dim(0), x.dim(1), *o.value_features}, o.dtype)
                             : x;
    return attend(x, values, call, {});
  }
};

}  // namespace

MultiHeadAttention::MultiHeadAttention(const MultiHeadAttentionOptions& options)
    : Layer(make_ref<MultiHeadAttentionRules>(options)) {}

Array MultiHeadAttention::attend(const Array& query, const Array& value, const Call& call,
                                 const std::optional<Array>& mask) const {
  const auto& attention = static_cast<const MultiHeadAttentionRules&>(rules());
  if (!is_built()) {
    if (!call.is_building())
      throw ValueError(text(attention.who(), ": is called but not built; call build first"));
    (*this)(Output(query), call);
  }
  return attention.attend(as_input(query, attention.o.dtype), as_input(value, attention.o.dtype),
                          call, mask);
}

}  // namespace aleator::nn
