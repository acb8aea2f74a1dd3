// SPDX-License-Identifier: Apache-2.0
// Tests normalization, embedding, attention, dropout and layers of shapes.
#include "tests/nn/numbers.h"
#include "tests/support/message.h"
#include "tests/support/statistics.h"

namespace aleator::nn {
namespace {

TEST(BatchNormalization, UsesTheBatchInTrainingAndFollowsIt) {
  const BatchNormalization layer({.momentum = 0.9, .dtype = float64});
  layer.build({2}, Key(1));
  EXPECT_EQ(layer.num_parameters(), 4);
  const Array x = array({{1., 10.}, {3., 30.}});
  const CallOptions training{.is_training = true};
  const double of_first = 1 / std::sqrt(1 + 1e-3), of_second = 10 / std::sqrt(100 + 1e-3);
  expect_near(layer(x, training), Numbers{-of_first, -of_second, of_first, of_second}, 1e-14);
  expect_near(layer.variables()[2].variable, Numbers{0.2, 2}, 1e-14);
  expect_near(layer.variables()[3].variable, Numbers{0.9 + 0.1, 0.9 + 10}, 1e-14);
  // As after training: the moving statistics, which stay.
  expect_near(layer(x),
              Numbers{0.8 / std::sqrt(1 + 1e-3), 8 / std::sqrt(10.9 + 1e-3),
                      2.8 / std::sqrt(1 + 1e-3), 28 / std::sqrt(10.9 + 1e-3)},
              1e-14);
  expect_near(layer.variables()[2].variable, Numbers{0.2, 2}, 1e-14);
  const Array y = random::normal(Key(2), {4, 2});
  expect_gradient([&](const Array& at) -> Array { return layer(at, training); }, y);
}

TEST(LayerNormalization, NormalizesEachElement) {
  const LayerNormalization layer({.epsilon = 0, .dtype = float64});
  layer.build({4}, Key(1));
  layer.variables()[0].variable.assign(array({1., 1., 1., 2.}));
  layer.variables()[1].variable.assign(array({0., 0., 5., 0.}));
  const double unit = 1 / std::sqrt(5.);  // of 1, 3, 5, 7, whose variance is 5
  expect_near(layer(array({{1., 3., 5., 7.}})), Numbers{-3 * unit, -unit, unit + 5, 6 * unit},
              1e-14);
  expect_gradient([&](const Array& at) -> Array { return layer(at); },
                  random::normal(Key(2), {3, 4}));
}

TEST(Embedding, TakesRows) {
  const Embedding layer({.input_dim = 3, .output_dim = 2});
  layer.build({}, Key(1));
  const Variable table = layer.variables()[0].variable;
  table.assign(astype(array({{1., 2.}, {3., 4.}, {5., 6.}}), float32));
  expect_near(layer(array({{2, 0}, {0, 0}})), Numbers{5, 6, 1, 2, 1, 2, 1, 2}, 0);
  EXPECT_EQ(message_of([&] { layer(array({0.5})); }), "Embedding: takes integers, got float64");
  EXPECT_NE(message_of([&] { Array(layer(array({3}))).values(); }), "no error");
}

/// softmax(q k' / sqrt(dim)) v for one head, by loops.
Numbers attended(const Array& q, const Array& k, const Array& v, bool is_causal) {
  const std::int64_t n = q.dim(0), m = k.dim(0), dim = q.dim(1);
  Numbers result;
  for (std::int64_t i = 0; i < n; ++i) {
    Numbers weights;
    double total = 0;
    for (std::int64_t j = 0; j < m; ++j) {
      double score = 0;
      for (std::int64_t d = 0; d < dim; ++d) score += q[{i, d}].item() * k[{j, d}].item();
      weights.push_back(is_causal && j > i ? 0
                                           : std::exp(score / std::sqrt(static_cast<double>(dim))));
      total += weights.back();
    }
    for (std::int64_t d = 0; d < v.dim(1); ++d) {
      double value = 0;
      for (std::int64_t j = 0; j < m; ++j)
        value += weights[static_cast<std::size_t>(j)] / total * v[{j, d}].item();
      result.push_back(value);
    }
  }
  return result;
}

TEST(MultiHeadAttention, IsTheFormula) {
  for (const bool is_causal : {false, true}) {
    const MultiHeadAttention layer(
        {.num_heads = 2, .key_dim = 3, .value_dim = 2, .is_causal = is_causal, .dtype = float64});
    layer.build({4, 5}, Key(1));
    const Array x = random::normal(Key(2), {4, 5});
    Arrays weights;
    for (const NamedVariable& v : layer.variables()) weights.push_back(v.variable.value());
    const Array q = matmul(x, weights[0]), k = matmul(x, weights[2]), v = matmul(x, weights[4]);
    Arrays heads;
    for (const std::int64_t h : {0, 1})
      heads.push_back(
          array(attended(slice_axis(q, 1, 3 * h, 3 * h + 3), slice_axis(k, 1, 3 * h, 3 * h + 3),
                         slice_axis(v, 1, 2 * h, 2 * h + 2), is_causal),
                Shape{4, 2}));
    const Array expected = matmul(concatenate(heads, 1), weights[6]);
    const Array y = layer(expand_dims(x, 0));
    expect_near(squeeze(y, 0), expected, 1e-13);
  }
}

TEST(MultiHeadAttention, SeesWhatTheMaskShows) {
  const MultiHeadAttention layer(
      {.num_heads = 1, .key_dim = 2, .value_features = 3, .dtype = float64});
  layer.build({2, 4}, Key(1));
  const Array query = random::normal(Key(2), {2, 2, 4}), value = random::normal(Key(3), {2, 5, 3});
  const Array mask = arange(5) < 3;
  const Call call((CallOptions()));
  expect_near(layer.attend(query, value, call, mask),
              layer.attend(query, slice_axis(value, 1, 0, 3), call), 1e-14);
}

TEST(Dropout, DropsInTrainingOnly) {
  const Dropout layer(0.25);
  layer.build({}, Key(1));
  const Array x = 1. + random::uniform(Key(2), {40000});
  expect_near(layer(x), x, 0);
  expect_near(layer(x, {.key = Key(3)}), x, 0);
  const Array y = layer(x, Key(3));
  expect_near(y, layer(x, Key(3)), 0);
  const auto factor = statistics::estimate((y / x).values());
  EXPECT_NEAR(factor.mean, 1, statistics::kMaxDeviation * factor.error_of_mean);
  EXPECT_NEAR(max(y / x).item(), 1 / 0.75, 1e-12);
  EXPECT_EQ(message_of([&] { layer(x, {.is_training = true}); }),
            "Dropout: its result is random, so the call needs a key, got none; call the network "
            "with one, net(x, key)");
  EXPECT_EQ(message_of([] { Dropout(1.); }), "Dropout: rate must be at least 0 and below 1, got 1");
}

TEST(Flatten, KeepsTheBatch) {
  const Sequential net({Reshape({2, -1}), Flatten()});
  net.build({6}, Key(1));
  EXPECT_EQ(Array(net(zeros({5, 6}))).shape(), (Shape{5, 6}));
  EXPECT_EQ(Array(net(zeros({0, 6}))).shape(), (Shape{0, 6}));
  EXPECT_EQ(message_of([&] {
              net(zeros({5, 7}));
            }),
            "Reshape '0': [7] has 7 elements, which do not fill [2, -1]");
}

}  // namespace
}  // namespace aleator::nn
