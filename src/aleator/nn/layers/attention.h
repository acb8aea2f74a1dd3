// SPDX-License-Identifier: Apache-2.0
// Defines MultiHeadAttention.
#pragma once

#include "aleator/nn/layer.h"

namespace aleator::nn {

struct MultiHeadAttentionOptions {
  Dim num_heads = required("num_heads");
  Dim key_dim = required("key_dim");       ///< length of queries and keys per head
  std::optional<Dim> value_dim = {};       ///< length of values per head; absent: key_dim
  std::optional<Dim> value_features = {};  ///< of the values' inputs; absent: those of the queries
  double dropout = 0;                      ///< of attention weights, in training
  bool use_bias = true;
  bool is_causal = false;  ///< a query sees the values up to its own position
  Initializer kernel_initializer = glorot_uniform();
  Dtype dtype = float32;
};

/// For each head, softmax(q k' / sqrt(key_dim)) v, with q, k and v affine images of query and
/// value; the heads' results, side by side, are mapped back to the features of the query. As a
/// layer it is self-attention: [batch, time, features] to the same.
///
/// Variables: query, key, value [features, heads dim], output [heads value_dim, features], and
/// their biases.
///
/// A. Vaswani et al. (2017), "Attention is all you need".
class MultiHeadAttention : public Layer {
 public:
  explicit MultiHeadAttention(const MultiHeadAttentionOptions& options);
  using Layer::operator();
  /// Queries of [batch, times, features] on values of [batch, other times, value_features]. The
  /// mask, which broadcasts to [batch, heads, times, other times], is true where a query sees a
  /// value; one that sees none gives NaN.
  Array attend(const Array& query, const Array& value, const Call& call,
               const std::optional<Array>& mask = {}) const;
};

}  // namespace aleator::nn
