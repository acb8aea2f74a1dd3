// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/layers/recurrent.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/nn/layers/dense.h"

namespace aleator::nn {
namespace {

/// What the cells share: the loop over times and the products.
struct RecurrentRules : LayerRules {
  RecurrentRules(const char* kind, std::int64_t num_parts, const RecurrentOptions& options)
      : o(options), kind_(kind), num_parts(num_parts) {
    check_positive(kind, "units", o.units);
  }
  const RecurrentOptions o;
  const char* kind_;
  const std::int64_t num_parts;
  Variable kernel, recurrent_kernel, bias;

  /// The next states, of which h is the first. `from_input` is W x + b.
  virtual Arrays step(const Arrays& states, const Array& from_input) const = 0;
  virtual int num_states() const { return 1; }
  virtual Array first_bias() const { return zeros({num_parts * o.units}, o.dtype); }
  /// b in W x + b.
  virtual Array input_bias() const { return bias; }

  std::string_view kind() const override { return kind_; }
  void build(const Shape& input_shape, Builder& builder) override {
    if (input_shape.rank() != 3)
      throw ShapeError(text(who(), ": inputs must be [batch, time, features], got shape ",
                            input_shape, " (the first axis is the batch)"));
    const std::int64_t columns = num_parts * o.units;
    kernel = builder.variable("kernel", {input_shape[2], columns}, o.kernel_initializer, o.dtype);
    recurrent_kernel =
        builder.variable("recurrent_kernel", {o.units, columns}, o.recurrent_initializer, o.dtype);
    const Array first = first_bias();
    if (o.use_bias)
      bias = builder.variable("bias", first.shape(), constant_initializer(first), o.dtype);
  }
  Array part(const Array& x, std::int64_t index) const {
    return slice_axis(x, -1, index * o.units, (index + 1) * o.units);
  }
  Array from_state(const Array& h) const { return matmul(h, recurrent_kernel); }
  Output call(const Output& input, const Call&) const override {
    const Array x = as_input(input, o.dtype);
    if (x.rank() != 3)
      throw ShapeError(
          text(who(), ": inputs must be [batch, time, features], got shape ", x.shape()));
    check_last_axis(*this, x, kernel.shape()[0]);
    // The products with inputs do not wait for states: one product for all times.
    Array inputs = dense_product(x, kernel);
    if (o.use_bias) inputs = inputs + input_bias();
    Arrays sequences{by_time(inputs)};
    if (o.mask_value)
      sequences.push_back(by_time(any(x != *o.mask_value, {.axes = {-1}, .keep_dims = true})));
    const Arrays start(static_cast<std::size_t>(num_states()), zeros({x.dim(0), o.units}, o.dtype));
    const auto body = [&](const Arrays& states, const Arrays& entry) {
      Arrays next = step(states, entry[0]);
      for (std::size_t i = 0; o.mask_value && i < next.size(); ++i)
        next[i] = where(entry[1], next[i], states[i]);
      return std::pair(next, o.return_sequences ? Arrays{next[0]} : Arrays{});
    };
    const auto [last, all] = scan(body, start, sequences);
    return o.return_sequences ? move_axis(all[0], 0, 1) : last[0];
  }
  /// [batch, time, ...] with times first, in the order in which they are taken.
  Array by_time(const Array& x) const {
    const Array times = move_axis(x, 1, 0);
    return o.go_backwards ? reverse(times, {0}) : times;
  }
};

struct SimpleRNNRules final : RecurrentRules {
  explicit SimpleRNNRules(const RecurrentOptions& options)
      : RecurrentRules("SimpleRNN", 1, options) {}
  Arrays step(const Arrays& states, const Array& from_input) const override {
    return {activated(o.activation, from_input + from_state(states[0]))};
  }
};

struct LSTMRules final : RecurrentRules {
  explicit LSTMRules(const RecurrentOptions& options) : RecurrentRules("LSTM", 4, options) {}
  int num_states() const override { return 2; }
  Array first_bias() const override {
    const Array none = zeros({o.units}, o.dtype);
    return concatenate({none, ones({o.units}, o.dtype), none, none});
  }
  Arrays step(const Arrays& states, const Array& from_input) const override {
    const Array all = from_input + from_state(states[0]);
    const auto gate = [&](int index) {
      return activated(o.recurrent_activation, part(all, index));
    };
    const Array c = gate(1) * states[1] + gate(0) * activated(o.activation, part(all, 2));
    return {gate(3) * activated(o.activation, c), c};
  }
};

struct GRURules final : RecurrentRules {
  explicit GRURules(const RecurrentOptions& options) : RecurrentRules("GRU", 3, options) {}
  Array first_bias() const override { return zeros({2, num_parts * o.units}, o.dtype); }
  Array bias_row(std::int64_t row) const { return squeeze(slice_axis(bias, 0, row, row + 1), 0); }
  Array input_bias() const override { return bias_row(0); }
  Arrays step(const Arrays& states, const Array& from_input) const override {
    Array recurrent = from_state(states[0]);
    if (o.use_bias) recurrent = recurrent + bias_row(1);
    const auto gate = [&](int index) {
      return activated(o.recurrent_activation, part(from_input, index) + part(recurrent, index));
    };
    const Array z = gate(0);
    const Array g = activated(o.activation, part(from_input, 2) + gate(1) * part(recurrent, 2));
    return {z * states[0] + (1 - z) * g};
  }
};

}  // namespace

SimpleRNN::SimpleRNN(const SimpleRNNOptions& options) : Layer(make_ref<SimpleRNNRules>(options)) {}
LSTM::LSTM(const LSTMOptions& options) : Layer(make_ref<LSTMRules>(options)) {}
GRU::GRU(const GRUOptions& options) : Layer(make_ref<GRURules>(options)) {}

}  // namespace aleator::nn
