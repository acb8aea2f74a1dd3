// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/model.h"

#include "aleator/base/text.h"

namespace aleator::nn {
namespace {

struct ModelRules final : LayerRules {
  explicit ModelRules(const ModelOptions& o) : layers(o.layers), call_fn(o.call_fn) {
    for (std::size_t i = 0; i < layers.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (layers[i].name == layers[j].name)
          throw ValueError(text("Model: layers must have different names, got '", layers[i].name,
                                "' at ", j, " and ", i));
      }
    }
  }
  const std::vector<NamedLayer> layers;
  const CallFn call_fn;

  std::string_view kind() const override { return "Model"; }
  Output call(const Output& input, const Call& call) const override { return call_fn(input, call); }
  std::vector<NamedLayer> parts() const override { return layers; }
};

struct LambdaRules final : LayerRules {
  explicit LambdaRules(const Callable<Array(const Array&)>& f) : f(f) {}
  const Callable<Array(const Array&)> f;
  std::string_view kind() const override { return "Lambda"; }
  Output call(const Output& input, const Call&) const override { return f(input); }
};

}  // namespace

Model::Model(const ModelOptions& options) : Layer(make_ref<ModelRules>(options)) {}
Lambda::Lambda(const Callable<Array(const Array&)>& f) : Layer(make_ref<LambdaRules>(f)) {}

}  // namespace aleator::nn
