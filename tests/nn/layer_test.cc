// SPDX-License-Identifier: Apache-2.0
// Tests the mechanism of layers: building, names, modes, keys, divergences, messages.
#include "aleator/aleator.h"

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator::nn {
namespace {

namespace tfd = aleator::distributions;

std::vector<std::string> names_of(const Layer& layer) {
  std::vector<std::string> names;
  for (const NamedVariable& v : layer.variables()) names.push_back(v.name);
  return names;
}

TEST(Layer, BuildsEachPartForItsInput) {
  const Sequential net({Dense({.units = 4, .activation = relu}), Dense({.units = 2})});
  EXPECT_FALSE(net.is_built());
  net.build({3}, Key(1));
  EXPECT_TRUE(net.is_built());
  EXPECT_EQ(names_of(net), (std::vector<std::string>{"0.kernel", "0.bias", "1.kernel", "1.bias"}));
  EXPECT_EQ(net.variables()[2].variable.shape(), (Shape{4, 2}));
  EXPECT_EQ(net.variables()[0].variable.dtype(), float32);
  EXPECT_EQ(net.num_parameters(), 3 * 4 + 4 + 4 * 2 + 2);
  EXPECT_EQ(trainable_variables(net).size(), 4U);
  EXPECT_EQ(net.to_string(), "Sequential(Dense, Dense)");
  EXPECT_EQ(net.summary(),
            "variable shape  elements\n"
            "0.kernel [3, 4] 12\n"
            "0.bias   [4]    4\n"
            "1.kernel [4, 2] 8\n"
            "1.bias   [2]    2\n"
            "trainable elements: 26\n");
  EXPECT_EQ(Array(net(zeros({5, 3}))).shape(), (Shape{5, 2}));
  EXPECT_EQ(Array(net(zeros({3}))).shape(), (Shape{2}));
  EXPECT_EQ(Array(net(zeros({5, 6, 3}, float32))).shape(), (Shape{5, 6, 2}));
  EXPECT_EQ(Array(net(arange(3))).dtype(), float32);
}

TEST(Layer, EqualKeysBuildEqualNetworks) {
  const auto first_value = [](const Key& key) {
    const Dense dense({.units = 3});
    dense.build({2}, key);
    return dense.variables()[0].variable.value().values();
  };
  EXPECT_EQ(first_value(Key(1)), first_value(Key(1)));
  EXPECT_NE(first_value(Key(1)), first_value(Key(2)));
}

TEST(Layer, ComputesByHand) {
  const Dense dense({.units = 2, .activation = relu});
  dense.build({2}, Key(1));
  dense.variables()[0].variable.assign(astype(array({{1., -2.}, {3., 4.}}), float32));
  dense.variables()[1].variable.assign(astype(array({0.5, -100.}), float32));
  EXPECT_EQ(Array(dense(array({2., 1.}))).values(), (std::vector<double>{5.5, 0.}));
}

TEST(Layer, ModelsAreConnectedByFunctions) {
  const Dense body({.units = 4, .activation = tanh}), mean({.units = 1}), scale({.units = 1});
  const Model net({.layers = {{"body", body}, {"mean", mean}, {"scale", scale}},
                   .call_fn = [=](const Output& x, const Call& call) {
                     const Output h = body(x, call.part(0));
                     const tfd::Normal y(Array(mean(h, call.part(1))),
                                         exp(Array(scale(h, call.part(2)))));
                     return Output(y, [=] { return y.mean(); });
                   }});
  net.build({2}, Key(1));
  EXPECT_EQ(names_of(net), (std::vector<std::string>{"body.kernel", "body.bias", "mean.kernel",
                                                     "mean.bias", "scale.kernel", "scale.bias"}));
  EXPECT_EQ(net(zeros({5, 2})).log_prob(zeros({5, 1})).shape(), (Shape{5, 1}));
  EXPECT_EQ(Array(net(zeros({5, 2}))).shape(), (Shape{5, 1}));
}

TEST(Layer, SharedLayersHaveOneSetOfVariables) {
  const Dense shared({.units = 2});
  const Sequential net({shared, shared});
  net.build({2}, Key(1));
  EXPECT_EQ(names_of(net), (std::vector<std::string>{"0.kernel", "0.bias"}));
}

/// Plain structures of layers are trees of Variables.
struct Pair {
  Layer first, second;
};

TEST(Layer, PlainStructuresAreTrained) {
  const Pair pair{Dense({.units = 2}), Dense({.units = 3, .use_bias = false})};
  pair.first.build({4}, Key(1));
  pair.second.build({2}, Key(2));
  EXPECT_EQ(trainable_variables(pair).size(), 3U);
}

TEST(Layer, SumsDivergencesOnce) {
  const Sequential inner({DenseFlipout({.units = 3}), Dense({.units = 2})});
  const Sequential net({inner, DenseReparameterization({.units = 1})});
  net.build({2}, Key(1));
  const Array x = ones({4, 2});
  const Output out = net(x, Key(5));
  const double expected = Array(inner(x, Key(6)).kl_loss()).item() + [&] {
    double total = 0;
    const auto all = net.variables();
    const Array loc = all[all.size() - 3].variable;
    const Array rho = all[all.size() - 2].variable;
    const Array scale = softplus(rho) + 1.1920928955078125e-07;
    total = sum(0.5 * (square(scale) + square(loc) - 1.) - log(scale)).item();
    return total;
  }();
  EXPECT_NEAR(out.kl_loss().item(), expected, 1e-4 * expected);
  EXPECT_EQ(Dense({.units = 1}).is_built(), false);
}

TEST(Layer, SaysWhatIsWrong) {
  const Sequential net({Dense({.units = 4}), DenseFlipout({.units = 2})});
  EXPECT_EQ(message_of([&] { net(zeros({2})); }),
            "Sequential: is called but not built; call build(input_shape, key) first");
  net.build({3}, Key(1));
  EXPECT_EQ(message_of([&] { net.build({3}, Key(1)); }), "Sequential: is built already");
  EXPECT_EQ(message_of([&] {
              net(zeros({5, 2}), Key(1));
            }),
            "Dense '0': was built for inputs whose last axis has length 3, got shape [5, 2]");
  EXPECT_EQ(message_of([&] {
              net(zeros({5, 3}));
            }),
            "DenseFlipout '1': its result is random, so the call needs a key, got none; call the "
            "network with one, net(x, key)");
  EXPECT_EQ(message_of([&] {
              net(zeros({5, 3}), Key(1)).log_prob(0.);
            }),
            "Output: Sequential makes an Array, no distribution; end the network with a "
            "DistributionLambda or another layer that makes one");
  EXPECT_EQ(message_of([] { Dense({.units = 0}); }), "Dense: units must be at least 1, got 0");
  const Dense unbuilt({.units = 1});
  EXPECT_EQ(message_of([&] {
              grad([&](const Array& x) {
                unbuilt.build({1}, Key(1));
                return sum(Array(unbuilt(x)));
              })(ones({1}));
            }),
            "Variable 'input': variables are not created while a function is traced; create it "
            "before");
}

TEST(Layer, FailedBuildsLeaveNothing) {
  const Dense first({.units = 3});
  const Sequential net({first, Lambda([](const Array& x) { return x + zeros({2}, float32); })});
  EXPECT_NE(message_of([&] { net.build({2}, Key(1)); }), "no error");
  EXPECT_FALSE(first.is_built());
  EXPECT_TRUE(first.variables().empty());
  first.build({7}, Key(1));
  EXPECT_EQ(first.variables().size(), 2U);
  const Dense unused({.units = 1});
  const Model model(
      {.layers = {{"unused", unused}}, .call_fn = [](const Output& x, const Call&) { return x; }});
  EXPECT_EQ(message_of([&] { model.build({1}, Key(1)); }),
            "Model: its layer Dense 'unused' is listed but not called, so that its inputs are not "
            "known");
}

TEST(DistributionLambda, DrawsOnceInACall) {
  const Sequential net(
      {Dense({.units = 2}), DistributionLambda([](Array t) { return tfd::Normal(t, 1.); })});
  net.build({2}, Key(1));
  const Output out = net(ones({3, 2}), Key(2));
  EXPECT_EQ(Array(out).values(), Array(out).values());
  EXPECT_NE(Array(out).values(), out.mean().values());
  EXPECT_EQ(net(ones({3, 2})).mean().shape(), (Shape{3, 2}));
  EXPECT_EQ(message_of([&] {
              Array x = net(ones({3, 2}));
            }),
            "DistributionLambda '1': its result is random, so the call needs a key, got none; call "
            "the network with one, net(x, key)");
  const DistributionLambda mean(
      [](const Array& t) { return tfd::Normal(t, 1.); },
      {.convert_to_tensor_fn = [](const Distribution& d) { return d.mean(); }});
  mean.build({2}, Key(1));
  EXPECT_EQ(Array(mean(ones({2}))).values(), (std::vector<double>{1, 1}));
}

}  // namespace
}  // namespace aleator::nn
