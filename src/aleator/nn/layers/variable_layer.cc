// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/layers/variable_layer.h"

namespace aleator::nn {
namespace {

struct VariableLayerRules final : LayerRules {
  explicit VariableLayerRules(const VariableLayerOptions& options) : o(options) {}
  const VariableLayerOptions o;
  Variable kernel;

  std::string_view kind() const override { return "VariableLayer"; }
  void build(const Shape&, Builder& builder) override {
    kernel = builder.variable("kernel", o.shape, o.initializer, o.dtype);
  }
  Output call(const Output&, const Call&) const override { return activated(o.activation, kernel); }
};

}  // namespace

VariableLayer::VariableLayer(const VariableLayerOptions& options)
    : Layer(make_ref<VariableLayerRules>(options)) {}

}  // namespace aleator::nn
