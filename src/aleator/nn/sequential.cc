// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/sequential.h"

namespace aleator::nn {
namespace {

struct SequentialRules final : LayerRules {
  explicit SequentialRules(const std::vector<Layer>& layers) : layers(layers) {}
  const std::vector<Layer> layers;

  std::string_view kind() const override { return "Sequential"; }
  Output call(const Output& input, const Call& call) const override {
    Output value = input;
    for (std::size_t i = 0; i < layers.size(); ++i)
      value = layers[i](value, call.part(static_cast<std::int64_t>(i)));
    return value;
  }
  std::vector<NamedLayer> parts() const override {
    std::vector<NamedLayer> named;
    for (std::size_t i = 0; i < layers.size(); ++i) named.push_back({std::to_string(i), layers[i]});
    return named;
  }
};

}  // namespace

Sequential::Sequential(const std::vector<Layer>& layers)
    : Layer(make_ref<SequentialRules>(layers)) {}

}  // namespace aleator::nn
