// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/flows/autoregressive_network.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/autoregressive_network.h"
#include "aleator/nn/layers/dense.h"

#include <algorithm>

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
      y = masked_matmul(y, kernels[i], masks[i]);
      if (o.use_bias) y = y + biases[i];
      if (!conditional_kernels.empty())
        y = y + dense_product(conditional_input, conditional_kernels[i]);
      if (i + 1 < masks.size()) y = activated(o.activation, y);
    }
    return reshape(y, y.shape().slice(0, y.rank() - 1) + Shape{size, o.params});
  }
  /// Positions of the elements in their order.
  Dims elements_by_place() const {
    Dims elements(static_cast<std::size_t>(size));
    for (std::int64_t i = 0; i < size; ++i) {
      const std::int64_t place = o.input_order.empty() ? i : o.input_order[std::size_t(i)] - 1;
      elements[static_cast<std::size_t>(place)] = i;
    }
    return elements;
  }
};

/// y_i = make_element(x_i, results of element i for y), one element after the other.
///
/// Degrees of hidden units ascend, so that the units that become known with an element are
/// neighbours. Each step computes one block of units of each layer. Blocks have one length, the
/// longest that is needed: a shorter one takes in neighbours, whose values are then computed again
/// in their own step before anything with a weight that is not 0 looks at them.
class Solution {
 public:
  Solution(const AutoregressiveNetworkRules& network,
           const AutoregressiveNetwork::MakeElement& make)
      : network_(network), make_(make), elements_(network.elements_by_place()) {}

  Array operator()(const Array& x) const {
    const std::int64_t n = network_.size, num_rows = x.size() / n;
    const Array by_place = take(transpose(reshape(x, {num_rows, n})), array(elements_));
    const std::vector<Degrees> degrees = degrees_of_layers();
    Arrays ys;  // [places, rows]
    if (sees_nothing(degrees)) ys.push_back(expand_dims(first_element(by_place[0]), 0));
    if (!ys.empty() && n == 2) ys.push_back(expand_dims(second_of_two(by_place[1], ys[0][0]), 0));
    else if (ys.empty() || n > 1) ys.push_back(others(by_place, degrees, ys));
    return reshape(transpose(take(concatenate(ys, 0), places())), x.shape());
  }

 private:
  struct Block {
    Array start, kernel, bias;  ///< of one place: the first unit, [length, inputs], [length, 1]
  };
  struct Output {
    Array kernel, bias;
  };
  struct Sequences {
    Array x, place;
    std::vector<Block> blocks;
    Output output;
  };

  Array kernel(std::size_t layer) const {
    const Array all = Array(network_.kernels[layer]) * network_.masks[layer];
    return layer == 0 ? take(all, array(elements_)) : all;
  }
  Array bias(std::size_t layer) const {
    return network_.o.use_bias ? Array(network_.biases[layer])
                               : zeros({network_.masks[layer].dim(1)}, network_.o.dtype);
  }
  Dims places_of_elements() const {
    Dims places(elements_.size());
    for (std::size_t place = 0; place < elements_.size(); ++place)
      places[static_cast<std::size_t>(elements_[place])] = static_cast<std::int64_t>(place);
    return places;
  }
  Array places() const { return array(places_of_elements()); }

  /// How many elements each unit of a hidden layer may see.
  using Degrees = std::vector<std::int64_t>;
  std::vector<Degrees> degrees_of_layers() const {
    std::vector<Degrees> all;
    // What the units of the first layer see are elements; of the others, through the layers below.
    Array seen = network_.masks[0] > 0;
    for (std::size_t layer = 0; layer + 1 < network_.masks.size(); ++layer) {
      if (layer > 0)
        seen = matmul(astype(seen, float64), astype(network_.masks[layer], float64)) > 0;
      all.push_back(astype(sum(astype(seen, int64), {.axes = {0}}), int64).values<std::int64_t>());
    }
    return all;
  }
  /// Whether the first element depends on no hidden unit, since each sees elements before it.
  static bool sees_nothing(const std::vector<Degrees>& degrees) {
    return std::all_of(degrees.begin(), degrees.end(), [](const Degrees& layer) {
      return !layer.empty() && *std::min_element(layer.begin(), layer.end()) > 0;
    });
  }
  Array first_element(const Array& x) const {
    const std::int64_t params = network_.o.params, first = elements_[0] * params;
    const Array own = slice_axis(bias(network_.masks.size() - 1), 0, first, first + params);
    return make_(x, broadcast_to(own, {x.size(), params}));
  }

  /// All that it depends on is known: an ordinary call.
  Array second_of_two(const Array& x, const Array& first) const {
    Arrays columns(2, zeros({x.size()}, network_.o.dtype));
    columns[static_cast<std::size_t>(elements_[0])] = as_input(first, network_.o.dtype);
    const Array params = network_.result(stack(columns, 1), zeros({0}, network_.o.dtype));
    return make_(x, reshape(slice_axis(params, 1, elements_[1], elements_[1] + 1),
                            {x.size(), network_.o.params}));
  }
  /// Step by step, after those that are known.
  Array others(const Array& by_place, const std::vector<Degrees>& degrees,
               const Arrays& known_ys) const {
    const std::int64_t n = network_.size, num_rows = by_place.dim(1), start = std::ssize(known_ys);
    // Units along the first axis: a step then writes neighbouring memory.
    Arrays known{zeros({n, num_rows}, network_.o.dtype)};
    for (std::size_t layer = 0; layer + 1 < network_.masks.size(); ++layer)
      known.push_back(zeros({network_.masks[layer].dim(1), num_rows}, network_.o.dtype));
    if (start > 0) {
      known[0] =
          concatenate({as_input(known_ys[0], network_.o.dtype), slice_axis(known[0], 0, 1, n)}, 0);
    }
    const Sequences sequences{slice_axis(by_place, 0, start, n), arange(n - start) + start,
                              blocks(degrees, start), outputs(start)};
    const auto body = [&](const Arrays& before, const Sequences& entry) {
      return step(before, entry);
    };
    return scan(body, known, sequences).second;
  }

  std::vector<Block> blocks(const std::vector<Degrees>& degrees, std::int64_t start) const {
    std::vector<Block> all;
    for (std::size_t layer = 0; layer < degrees.size(); ++layer)
      all.push_back(block(layer, degrees[layer], start));
    return all;
  }
  /// Of the places from `start_place` on.
  Block block(std::size_t layer, const Degrees& degree, std::int64_t start_place) const {
    const auto num_units = static_cast<std::int64_t>(degree.size());
    std::int64_t length = 1;
    Dims first;
    for (std::int64_t place = start_place; place < network_.size; ++place) {
      const auto [low, high] = std::equal_range(degree.begin(), degree.end(), place);
      first.push_back(low - degree.begin());
      length = std::max<std::int64_t>(length, high - low);
    }
    for (std::int64_t& unit : first) unit = std::min(unit, num_units - length);
    const Array start = array(first);
    const Array units = expand_dims(start, 1) + arange(length);  // [place, length]
    return {start, take(transpose(kernel(layer)), units),
            expand_dims(take(bias(layer), units), -1)};
  }
  Output outputs(std::int64_t start_place) const {
    const std::size_t last = network_.masks.size() - 1;
    const std::int64_t params = network_.o.params;
    const Array columns =
        expand_dims(slice_axis(array(elements_), 0, start_place, network_.size) * params, 1) +
        arange(params);
    return {take(transpose(kernel(last)), columns), expand_dims(take(bias(last), columns), -1)};
  }

  std::pair<Arrays, Array> step(const Arrays& before, const Sequences& entry) const {
    const Array zero = astype(0, int64);
    Arrays known = before;
    for (std::size_t layer = 0; layer < entry.blocks.size(); ++layer) {
      const Block& b = entry.blocks[layer];
      const Array values =
          activated(network_.o.activation, matmul(b.kernel, known[layer]) + b.bias);
      known[layer + 1] = dynamic_update_slice(known[layer + 1], values, {b.start, zero});
    }
    const Array params = matmul(entry.output.kernel, known.back()) + entry.output.bias;
    const Array y = make_(entry.x, transpose(params));
    known[0] = dynamic_update_slice(known[0], expand_dims(as_input(y, network_.o.dtype), 0),
                                    {entry.place, zero});
    return {known, y};
  }

  const AutoregressiveNetworkRules& network_;
  const AutoregressiveNetwork::MakeElement& make_;
  const Dims elements_;
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

Array AutoregressiveNetwork::solve(const Array& x, const MakeElement& make_element) const {
  const auto& network = static_cast<const AutoregressiveNetworkRules&>(rules());
  if (!is_built())
    throw ValueError(text(network.who(), ": is solved but not built; call build first"));
  if (network.o.conditional_event_size)
    throw ValueError(text(network.who(), ": solve is not for networks with a conditional input"));
  check_last_axis(network, x, network.size);
  return Solution(network, make_element)(as_floating(x));
}

}  // namespace aleator::nn
