// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/flows/coupling_network.h"

#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/nn/layers/dense.h"

namespace aleator::nn {
namespace {

struct CouplingNetworkRules final : LayerRules {
  explicit CouplingNetworkRules(const CouplingNetworkOptions& options) : o(options) {
    check_positive("CouplingNetwork", "num_masked", o.num_masked);
    check_positive("CouplingNetwork", "num_changed", o.num_changed);
    check_positive("CouplingNetwork", "params", o.params);
    for (const Dim units : o.hidden_units) {
      layers.push_back(Dense({.units = units,
                              .activation = o.activation,
                              .kernel_initializer = o.kernel_initializer,
                              .dtype = o.dtype}));
    }
    layers.push_back(Dense({.units = o.num_changed * o.params,
                            .kernel_initializer = zeros_initializer(),
                            .dtype = o.dtype}));
  }
  const CouplingNetworkOptions o;
  std::vector<Layer> layers;

  std::string_view kind() const override { return "CouplingNetwork"; }
  std::vector<NamedLayer> parts() const override {
    std::vector<NamedLayer> named;
    for (std::size_t i = 0; i < layers.size(); ++i) named.push_back({std::to_string(i), layers[i]});
    return named;
  }
  Output call(const Output& input, const Call& call) const override {
    const Array x = as_input(input, o.dtype);
    check_last_axis(*this, x, o.num_masked);
    Output y = x;
    for (std::size_t i = 0; i < layers.size(); ++i)
      y = layers[i](y, call.part(static_cast<std::int64_t>(i)));
    return reshape(y, x.shape().slice(0, x.rank() - 1) + Shape{o.num_changed, o.params});
  }
};

}  // namespace

CouplingNetwork::CouplingNetwork(const CouplingNetworkOptions& options)
    : Layer(make_ref<CouplingNetworkRules>(options)) {
  if (options.key) build({options.num_masked}, *options.key);
}

Array CouplingNetwork::operator()(const Array& masked, std::int64_t num_changed) const {
  const auto& network = static_cast<const CouplingNetworkRules&>(rules());
  if (num_changed != network.o.num_changed)
    throw ShapeError(text(network.who(), ": was made for ", std::int64_t(network.o.num_changed),
                          " changed elements, the flow has ", num_changed));
  return (*this)(masked);
}

}  // namespace aleator::nn
