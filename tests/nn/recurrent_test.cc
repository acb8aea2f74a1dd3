// SPDX-License-Identifier: Apache-2.0
// Tests recurrent layers against loops over plain numbers.
#include "tests/nn/numbers.h"
#include "tests/support/message.h"

namespace aleator::nn {
namespace {

constexpr std::size_t kTimes = 4, kFeatures = 2, kUnits = 3;

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

/// x times column j of a matrix with so many columns.
double product(const double* x, std::size_t size, const Numbers& matrix, std::size_t columns,
               std::size_t j) {
  double total = 0;
  for (std::size_t i = 0; i < size; ++i) total += x[i] * matrix[i * columns + j];
  return total;
}

struct Weights {
  Numbers kernel, recurrent, bias;
};
Weights weights_of(const Layer& layer) {
  return {values_of(layer, "kernel"), values_of(layer, "recurrent_kernel"),
          values_of(layer, "bias")};
}

Numbers lstm_states(const Weights& w, const Numbers& x) {
  Numbers h(kUnits), c(kUnits), all;
  for (std::size_t t = 0; t < kTimes; ++t) {
    Numbers parts;
    for (std::size_t j = 0; j < 4 * kUnits; ++j)
      parts.push_back(product(&x[t * kFeatures], kFeatures, w.kernel, 4 * kUnits, j) +
                      product(h.data(), kUnits, w.recurrent, 4 * kUnits, j) + w.bias[j]);
    for (std::size_t j = 0; j < kUnits; ++j) {
      c[j] = logistic(parts[kUnits + j]) * c[j] +
             logistic(parts[j]) * std::tanh(parts[2 * kUnits + j]);
      h[j] = logistic(parts[3 * kUnits + j]) * std::tanh(c[j]);
    }
    all.insert(all.end(), h.begin(), h.end());
  }
  return all;
}

Numbers gru_states(const Weights& w, const Numbers& x) {
  Numbers h(kUnits), all;
  for (std::size_t t = 0; t < kTimes; ++t) {
    Numbers in, back;
    for (std::size_t j = 0; j < 3 * kUnits; ++j) {
      in.push_back(product(&x[t * kFeatures], kFeatures, w.kernel, 3 * kUnits, j) + w.bias[j]);
      back.push_back(product(h.data(), kUnits, w.recurrent, 3 * kUnits, j) +
                     w.bias[3 * kUnits + j]);
    }
    for (std::size_t j = 0; j < kUnits; ++j) {
      const double z = logistic(in[j] + back[j]);
      const double r = logistic(in[kUnits + j] + back[kUnits + j]);
      const double g = std::tanh(in[2 * kUnits + j] + r * back[2 * kUnits + j]);
      h[j] = z * h[j] + (1 - z) * g;
    }
    all.insert(all.end(), h.begin(), h.end());
  }
  return all;
}

Numbers simple_states(const Weights& w, const Numbers& x) {
  Numbers h(kUnits), all;
  for (std::size_t t = 0; t < kTimes; ++t) {
    Numbers next;
    for (std::size_t j = 0; j < kUnits; ++j)
      next.push_back(std::tanh(product(&x[t * kFeatures], kFeatures, w.kernel, kUnits, j) +
                               product(h.data(), kUnits, w.recurrent, kUnits, j) + w.bias[j]));
    h = next;
    all.insert(all.end(), h.begin(), h.end());
  }
  return all;
}

const Array& inputs() {
  static const Array x = random::normal(Key(3), {1, kTimes, kFeatures});
  return x;
}

template <class Recurrent>
void expect_states(Numbers (*states)(const Weights&, const Numbers&)) {
  const Recurrent layer({.units = kUnits, .return_sequences = true, .dtype = float64});
  layer.build({kTimes, kFeatures}, Key(1));
  // Biases that are not 0 show in which part they are.
  const Variable bias = layer.variables()[2].variable;
  bias.assign(random::normal(Key(2), bias.shape()));
  const Numbers expected = states(weights_of(layer), inputs().values());
  expect_near(layer(inputs()), expected, 1e-14);
  expect_gradient([&](const Array& x) -> Array { return layer(x); }, inputs());
  const Recurrent last({.units = kUnits, .dtype = float64});
  last.build({kTimes, kFeatures}, Key(1));
  last.variables()[2].variable.assign(bias.value());
  expect_near(last(inputs()), Numbers(expected.end() - kUnits, expected.end()), 1e-14);
  const Recurrent backwards({.units = kUnits, .go_backwards = true, .dtype = float64});
  backwards.build({kTimes, kFeatures}, Key(1));
  backwards.variables()[2].variable.assign(bias.value());
  expect_near(backwards(reverse(inputs(), {1})), Numbers(expected.end() - kUnits, expected.end()),
              1e-14);
}

TEST(Recurrent, LSTMIsTheLoop) { expect_states<LSTM>(lstm_states); }
TEST(Recurrent, GRUIsTheLoop) { expect_states<GRU>(gru_states); }
TEST(Recurrent, SimpleRNNIsTheLoop) { expect_states<SimpleRNN>(simple_states); }

/// A row that is filled up is the row without what fills it, in both directions.
template <class Recurrent>
void expect_masked() {
  for (const bool is_backwards : {false, true}) {
    const Recurrent layer({.units = kUnits,
                           .return_sequences = true,
                           .go_backwards = is_backwards,
                           .mask_value = 0.,
                           .dtype = float64});
    layer.build({kTimes + 2, kFeatures}, Key(1));
    layer.variables()[2].variable.assign(
        random::normal(Key(2), layer.variables()[2].variable.shape()));
    const Array gap = zeros({1, 1, kFeatures}), first = slice_axis(inputs(), 1, 0, 2),
                second = slice_axis(inputs(), 1, 2, kTimes);
    const Array filled = concatenate({first, gap, second, gap}, 1),
                whole = concatenate({inputs(), random::normal(Key(4), {1, 2, kFeatures})}, 1);
    const Array states = layer(concatenate({filled, whole}, 0));
    // Rows do not meddle with each other.
    expect_near(states[1], Array(layer(whole))[0], 1e-14);
    const Array expected = Array(layer(inputs()))[0], given = states[0];
    // Where a time is passed over the state is that of the time before.
    const Dims times = is_backwards ? Dims{1, 2, 4, 5} : Dims{0, 1, 3, 4};
    for (std::size_t i = 0; i < times.size(); ++i)
      expect_near(given[times[i]], expected[static_cast<std::int64_t>(i)], 1e-14);
    expect_near(given[is_backwards ? 3 : 2], given[is_backwards ? 2 : 1], 0);
    expect_gradient([&](const Array& x) -> Array { return layer(where(filled != 0, x, 0.)); },
                    filled);
  }
}

TEST(Recurrent, PassesOverMaskedTimes) {
  expect_masked<LSTM>();
  expect_masked<GRU>();
  expect_masked<SimpleRNN>();
}

TEST(Recurrent, PassesOverWhatFillsUpSymbols) {
  const Sequential net({Embedding({.input_dim = 4, .output_dim = 2, .mask_zero = true}),
                        GRU({.units = 3, .mask_value = 0.})});
  net.build({4}, Key(1));
  const Array filled = net(array({{1, 3, 0, 0}, {0, 1, 0, 3}}));
  const Array alone = net(array({{1, 3}}));
  for (std::int64_t row = 0; row < 2; ++row) expect_near(filled[row], alone[0], 1e-7);
}

TEST(Recurrent, ForgetsLittleAtFirst) {
  const LSTM layer({.units = 2});
  layer.build({3, 1}, Key(1));
  EXPECT_EQ(values_of(layer, "bias"), (Numbers{0, 0, 1, 1, 0, 0, 0, 0}));
}

TEST(Recurrent, SaysWhatIsWrong) {
  const GRU layer({.units = 2});
  EXPECT_EQ(message_of([&] { layer.build({3}, Key(1)); }),
            "GRU: inputs must be [batch, time, features], got shape [1, 3] (the first axis is the "
            "batch)");
  layer.build({3, 4}, Key(1));
  EXPECT_EQ(message_of([&] {
              layer(zeros({1, 3, 5}));
            }),
            "GRU: was built for inputs whose last axis has length 4, got shape [1, 3, 5]");
}

}  // namespace
}  // namespace aleator::nn
