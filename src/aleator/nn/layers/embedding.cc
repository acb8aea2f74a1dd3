// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/layers/embedding.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/nn/layers/dense.h"

namespace aleator::nn {
namespace {

struct EmbeddingRules final : LayerRules {
  explicit EmbeddingRules(const EmbeddingOptions& options) : o(options) {
    check_positive("Embedding", "input_dim", o.input_dim);
    check_positive("Embedding", "output_dim", o.output_dim);
  }
  const EmbeddingOptions o;
  Variable embeddings;

  std::string_view kind() const override { return "Embedding"; }
  void build(const Shape&, Builder& builder) override {
    embeddings = builder.variable("embeddings", {o.input_dim, o.output_dim},
                                  o.embeddings_initializer, o.dtype);
  }
  Output call(const Output& input, const Call& call) const override {
    const Array symbols = input;
    if (!is_integer(symbols.dtype()) && !call.is_building())
      throw DtypeError(text(who(), ": takes integers, got ", symbols.dtype()));
    const Array rows = take(embeddings, astype(symbols, int64));
    return o.mask_zero ? where(expand_dims(symbols, -1) != 0, rows, zeros({}, o.dtype)) : rows;
  }
};

}  // namespace

Embedding::Embedding(const EmbeddingOptions& options) : Layer(make_ref<EmbeddingRules>(options)) {}

}  // namespace aleator::nn
