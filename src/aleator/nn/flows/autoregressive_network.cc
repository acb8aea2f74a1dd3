// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/flows/autoregressive_network.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/autoregressive_network.h"
#include "aleator/nn/layers/dense.h"

namespace aleator::nn {
namespace {

std::int64_t checked_size(const AutoregressiveNetworkOptions& o) {
  if (o.event_shape.rank() == 1) return o.event_shape[0];
  throw ShapeError(text("AutoregressiveNetwork: event_shape must be [n], got ", o.event_shape));
}

struct AutoregressiveNetworkRules final : LayerRules {
  explicit AutoregressiveNetworkRules(const AutoregressiveNetworkOptions& options)
      : o(options), size(checked_size(options)) {
    const Dims hidden_units(o.hidden_units.begin(), o.hidden_units.end());
    for (const Array& mask :
         bijectors::autoregressive_masks({size, o.params, hidden_units, o.input_order}))
      masks.push_back(astype(mask, o.dtype));
  }
  const AutoregressiveNetworkOptions o;
  const std::int64_t size;
  Arrays masks;  // 1 where a weight counts
  std::vector<Variable> kernels, biases, conditional_kernels;

  std::string_view kind() const override { return "AutoregressiveNetwork"; }
  void build(const Shape&, Builder& builder) override {
    kernels.clear();
    biases.clear();
    conditional_kernels.clear();
    for (std::size_t i = 0; i < masks.size(); ++i) {
      const Shape shape = masks[i].shape();
      kernels.push_back(builder.variable(text("kernel_", i), shape, o.kernel_initializer, o.dtype));
      if (o.use_bias)
        biases.push_back(
            builder.variable(text("bias_", i), {shape[1]}, zeros_initializer(), o.dtype));
      if (o.conditional_event_size)
        conditional_kernels.push_back(builder.variable(text("conditional_kernel_", i),
                                                       {*o.conditional_event_size, shape[1]},
                                                       o.kernel_initializer, o.dtype));
    }
  }
  Output call(const Output& input, const Call& call) const override {
    const std::int64_t length = o.conditional_event_size.value_or(0);
    if (o.conditional_event_size && !call.is_building())
      throw ValueError(text(who(), ": was made with a conditional input of length ", length,
                            ", which the call must give: net(x, conditional_input)"));
    return result(input, zeros({length}, o.dtype));
  }
  Array result(const Array& given, const Array& conditional_input) const {
    const Array x = as_input(given, o.dtype);
    check_last_axis(*this, x, size);
    Array y = x;
    for (std::size_t i = 0; i < masks.size(); ++i) {
      y = dense_product(y, kernels[i] * masks[i]);
      if (o.use_bias) y = y + biases[i];
      if (!conditional_kernels.empty())
        y = y + dense_product(conditional_input, conditional_kernels[i]);
      if (i + 1 < masks.size()) y = activated(o.activation, y);
    }
    return reshape(y, y.shape().slice(0, y.rank() - 1) + Shape{size, o.params});
  }
};

}  // namespace

AutoregressiveNetwork::AutoregressiveNetwork(const AutoregressiveNetworkOptions& options)
    : Layer(make_ref<AutoregressiveNetworkRules>(options)) {
  if (options.key) build(options.event_shape, *options.key);
}

Array AutoregressiveNetwork::operator()(const Array& x, const Array& conditional_input) const {
  const auto& network = static_cast<const AutoregressiveNetworkRules&>(rules());
  const std::optional<Dim>& length = network.o.conditional_event_size;
  if (!is_built())
    throw ValueError(text(network.who(), ": is called but not built; call build first"));
  if (!length)
    throw ValueError(text(network.who(),
                          ": takes no conditional input; make it with "
                          "conditional_event_size"));
  const Array c = as_input(conditional_input, network.o.dtype);
  if (c.rank() < 1 || c.dim(-1) != *length)
    throw ShapeError(text(network.who(),
                          ": the last axis of the conditional input must have "
                          "length ",
                          std::int64_t(*length), ", got shape ", c.shape()));
  return network.result(x, c);
}

}  // namespace aleator::nn
