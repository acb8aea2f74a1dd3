// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/flows/autoregressive_network.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/nn/layers/dense.h"

#include <algorithm>
#include <numeric>

namespace aleator::nn {
namespace {

std::int64_t checked_size(const AutoregressiveNetworkOptions& o) {
  check_positive("AutoregressiveNetwork", "params", o.params);
  if (o.event_shape.rank() != 1 || o.event_shape[0] < 1)
    throw ShapeError(text("AutoregressiveNetwork: event_shape must be [n] with n at least 1, got ",
                          o.event_shape));
  for (const Dim units : o.hidden_units)
    check_positive("AutoregressiveNetwork", "hidden_units", units);
  return o.event_shape[0];
}

Dims checked_order(const AutoregressiveNetworkOptions& o) {
  Dims counted(static_cast<std::size_t>(checked_size(o)));
  std::iota(counted.begin(), counted.end(), 1);
  if (o.input_order.empty()) return counted;
  Dims sorted = o.input_order;
  std::sort(sorted.begin(), sorted.end());
  if (sorted == counted) return o.input_order;
  throw ValueError(text("AutoregressiveNetwork: input_order must hold each of 1 to ",
                        o.event_shape[0], " once, got ", Shape(o.input_order)));
}

/// How many elements, in their order, the units of a hidden layer may see: from one to all but the
/// last, evenly.
Dims hidden_degrees(std::int64_t num_units, std::int64_t event_size) {
  Dims degrees;
  const std::int64_t most = std::max<std::int64_t>(event_size - 1, 1);
  for (std::int64_t i = 0; i < num_units; ++i) degrees.push_back(1 + i * most / num_units);
  return degrees;
}

Array as_column(const Dims& degrees) { return expand_dims(array(degrees), -1); }

struct AutoregressiveNetworkRules final : LayerRules {
  explicit AutoregressiveNetworkRules(const AutoregressiveNetworkOptions& options)
      : o(options), size(checked_size(options)) {
    Dims below = checked_order(o);
    Dims results;
    for (const std::int64_t place : below)
      results.insert(results.end(), static_cast<std::size_t>(o.params), place);
    for (const std::int64_t units : o.hidden_units) {
      const Dims degrees = hidden_degrees(units, size);
      masks.push_back(astype(as_column(below) <= array(degrees), o.dtype));
      below = degrees;
    }
    masks.push_back(astype(as_column(below) < array(results), o.dtype));
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
