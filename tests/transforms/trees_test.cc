// SPDX-License-Identifier: Apache-2.0
// Tests transforms over trees of arrays, captured arrays, and nested differentiation.
#include "aleator/aleator.h"

#include <gtest/gtest.h>

namespace aleator {
namespace {

using Doubles = std::vector<double>;

struct Layer {
  Array weight, bias;
};
struct Network {
  std::vector<Layer> layers;
  std::tuple<Array, Array> scales;
  std::optional<Array> offset;
  int power = 1;
};

Array evaluate_network(const Network& network, const Array& x) {
  Array y = x;
  for (const Layer& layer : network.layers) y = layer.weight * y + layer.bias;
  for (int i = 1; i < network.power; ++i) y = y * y;
  if (network.offset) y = y + *network.offset;
  return sum(y * std::get<0>(network.scales) - std::get<1>(network.scales));
}

Network example(std::size_t num_layers, int power) {
  Network network;
  for (std::size_t i = 0; i < num_layers; ++i)
    network.layers.push_back({strong_scalar(2.), strong_scalar(1.)});
  network.scales = {strong_scalar(3.), strong_scalar(1.)};
  network.power = power;
  return network;
}

TEST(Trees, GradientHasTheArgumentsStructure) {
  const auto f = [](const Network& n) { return evaluate_network(n, 5.); };
  const auto [value, gradient] = value_and_grad(f)(example(2, 1));
  EXPECT_DOUBLE_EQ(value.item(), 3 * 23 - 1);
  ASSERT_EQ(gradient.layers.size(), 2U);
  EXPECT_DOUBLE_EQ(gradient.layers[0].weight.item(), 30.);
  EXPECT_DOUBLE_EQ(gradient.layers[1].bias.item(), 3.);
  EXPECT_DOUBLE_EQ(std::get<0>(gradient.scales).item(), 23.);
  EXPECT_FALSE(gradient.offset);
}

TEST(Trees, JitTellsStructuresApart) {
  const auto f = jit([](const Network& n) { return evaluate_network(n, 1.); });
  EXPECT_DOUBLE_EQ(f(example(1, 1)).item(), 8.);
  EXPECT_DOUBLE_EQ(f(example(1, 2)).item(), 26.);
  EXPECT_DOUBLE_EQ(f(example(2, 1)).item(), 20.);
  Network with_offset = example(1, 1);
  with_offset.offset = strong_scalar(1.);
  EXPECT_DOUBLE_EQ(f(with_offset).item(), 11.);
  const auto lengths = jit([](const std::pair<Arrays, Arrays>& x) {
    return static_cast<double>(x.first.size()) * x.first[0] + 0. * x.second[0];
  });
  EXPECT_DOUBLE_EQ(lengths(std::pair(Arrays{1., 1.}, Arrays{1.})).item(), 2.);
  EXPECT_DOUBLE_EQ(lengths(std::pair(Arrays{1.}, Arrays{1., 1.})).item(), 1.);
}

TEST(Trees, VmapAndScanCarryThem) {
  const auto f = [](const Layer& layer) { return std::tuple(layer.weight * 2., layer.bias + 1.); };
  const auto [a, b] = vmap(f)(Layer{array({1., 2.}), array({3., 4.})});
  EXPECT_EQ(a.values(), (Doubles{2., 4.}));
  EXPECT_EQ(b.values(), (Doubles{4., 5.}));
  const auto step = [](const Layer& carry, const Layer& entry) {
    return std::pair(Layer{carry.weight + entry.weight, carry.bias * entry.bias}, carry.bias);
  };
  const auto [last, stacked] = scan(step, Layer{0., 1.}, Layer{array({1., 2.}), array({3., 4.})});
  EXPECT_DOUBLE_EQ(last.weight.item(), 3.);
  EXPECT_EQ(stacked.values(), (Doubles{1., 3.}));
}

TEST(Nesting, DoesNotConfusePerturbations) {
  const auto f = [](const Array& x) {
    return x * jvp([&](const Array& y) { return x * y; }, 2., 1.).second;
  };
  EXPECT_DOUBLE_EQ(grad(f)(3.).item(), 6.);
  EXPECT_DOUBLE_EQ(jvp(f, 3., 1.).second.item(), 6.);
  const auto g = [](const Array& x) {
    return grad([&](const Array& y) { return grad([&](const Array& z) { return x * y * z; })(y); })(
        x);
  };
  EXPECT_DOUBLE_EQ(grad(g)(5.).item(), 1.);
  EXPECT_EQ(vmap(grad(f))(array({1., 3.})).values(), (Doubles{2., 6.}));
}

TEST(Nesting, CapturesOuterArraysAtEveryLevel) {
  const Array data = array({1., 2.});
  const auto f = [&](const Array& x) {
    const auto inner =
        jit([&](const Array& y) { return vmap([&](const Array& d) { return d * x * y; })(data); });
    return sum(inner(x));
  };
  EXPECT_DOUBLE_EQ(grad(f)(3.).item(), 18.);
  EXPECT_DOUBLE_EQ(grad(grad(f))(3.).item(), 6.);
  EXPECT_EQ(vmap(jit(grad(f)))(data).values(), (Doubles{6., 12.}));
}

TEST(Nesting, VjpPullsMoreThanOnce) {
  const auto [value, pull] = vjp([](const Array& x) { return x * x; }, array({1., 2.}));
  EXPECT_EQ(value.values(), (Doubles{1., 4.}));
  EXPECT_EQ(pull(array({1., 1.})).values(), (Doubles{2., 4.}));
  EXPECT_EQ(pull(array({0., 2.})).values(), (Doubles{0., 8.}));
}

}  // namespace
}  // namespace aleator
