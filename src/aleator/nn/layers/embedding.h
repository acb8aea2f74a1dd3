// SPDX-License-Identifier: Apache-2.0
// Defines Embedding, a vector for each of a number of symbols.
#pragma once

#include "aleator/nn/layer.h"

namespace aleator::nn {

struct EmbeddingOptions {
  Dim input_dim = required("input_dim");    ///< number of symbols
  Dim output_dim = required("output_dim");  ///< length of the vectors
  /// Whether 0 is no symbol but fills up rows of unequal lengths: its vector is 0, which recurrent
  /// layers with mask_value 0 pass over. It counts in input_dim.
  bool mask_zero = false;
  Initializer embeddings_initializer = random_uniform();
  Dtype dtype = float32;
};

/// Rows of a table: integers 0, ..., input_dim - 1 of shape [...] to [..., output_dim]. Variable:
/// embeddings [input_dim, output_dim]. Integers outside are an error where they are known, and
/// clamped where they are known in traced functions only.
class Embedding : public Layer {
 public:
  explicit Embedding(const EmbeddingOptions& options);
};

}  // namespace aleator::nn
