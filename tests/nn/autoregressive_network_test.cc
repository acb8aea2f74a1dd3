// SPDX-License-Identifier: Apache-2.0
// Tests which elements the results of an autoregressive network depend on, and flows by it.
#include "aleator/aleator.h"

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator::nn {
namespace {

/// By which elements of x the parameters of each element move, [n, n].
Array dependence(const AutoregressiveNetwork& network, std::int64_t n) {
  const Array x = random::normal(Key(3), {n});
  return sum(abs(jacobian([&](const Array& v) -> Array { return network(v); })(x)), {.axes = {1}}) >
         0.;
}

AutoregressiveNetwork made(const Dims& order, const std::vector<Dim>& hidden) {
  return AutoregressiveNetwork({.params = 2,
                                .event_shape = {5},
                                .hidden_units = hidden,
                                .input_order = order,
                                .activation = tanh,
                                .key = Key(1)});
}

TEST(AutoregressiveNetwork, SeesElementsBeforeOnly) {
  for (const std::vector<Dim>& hidden :
       {std::vector<Dim>{}, std::vector<Dim>{16}, std::vector<Dim>{16, 24}}) {
    for (const Dims& order : {Dims{1, 2, 3, 4, 5}, Dims{3, 1, 5, 2, 4}}) {
      const Array place = array(order);
      EXPECT_EQ(dependence(made(order, hidden), 5).values(),
                (expand_dims(place, -1) > place).values());
    }
    EXPECT_EQ(Array(made({}, hidden)(zeros({4, 3, 5}))).shape(), (Shape{4, 3, 5, 2}));
  }
  const AutoregressiveNetwork one(
      {.params = 1, .event_shape = {1}, .hidden_units = {4}, .key = Key(1)});
  EXPECT_EQ(dependence(one, 1).values(), std::vector<double>{0});
}

TEST(AutoregressiveNetwork, DependsOnAllOfAConditionalInput) {
  const AutoregressiveNetwork network({.params = 1,
                                       .event_shape = {3},
                                       .conditional_event_size = 2,
                                       .hidden_units = {8},
                                       .activation = tanh,
                                       .key = Key(1)});
  const Array x = zeros({3});
  const Array by_condition = jacobian([&](const Array& c) { return network(x, c); })(ones({2}));
  EXPECT_EQ((by_condition != 0.).values(), std::vector<double>(6, 1));
  EXPECT_EQ(network(zeros({7, 3}), ones({2})).shape(), (Shape{7, 3, 1}));
  EXPECT_EQ(message_of([&] { network(x); }),
            "AutoregressiveNetwork: was made with a conditional input of length 2, which the call "
            "must give: net(x, conditional_input)");
  EXPECT_EQ(message_of([&] { network(x, ones({3})); }),
            "AutoregressiveNetwork: the last axis of the conditional input must have length 2, "
            "got shape [3]");
}

TEST(AutoregressiveNetwork, GivesItsVariablesToFlows) {
  const AutoregressiveNetwork network(
      {.params = 2, .event_shape = {2}, .hidden_units = {8}, .activation = tanh, .key = Key(1)});
  const bijectors::MaskedAutoregressiveFlow flow({.shift_and_log_scale_fn = network});
  EXPECT_EQ(trainable_variables(network).size(), 4U);
  EXPECT_EQ(trainable_variables(flow).size(), 4U);
  EXPECT_EQ(trainable_variables(bijectors::Invert(flow)).size(), 4U);
  const distributions::TransformedDistribution maf(
      {.distribution = distributions::Sample(distributions::Normal(0., 1.), {2}),
       .bijector = flow});
  EXPECT_EQ(trainable_variables(maf).size(), 4U);
  // The change of variables: density of the image and of its origin.
  const Array x = random::normal(Key(5), {6, 2}), y = flow.forward(x);
  const Array origin = flow.inverse(y);
  const std::vector<double> back = (abs(origin - x) < 1e-5).values();
  EXPECT_EQ(back, std::vector<double>(12, 1));
  const std::vector<double> log_prob = maf.log_prob(y).values();
  const Array base = sum(distributions::Normal(0., 1.).log_prob(origin), {.axes = {-1}});
  const std::vector<double> expected = (base + flow.inverse_log_det_jacobian(y)).values();
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(log_prob[i], expected[i], 1e-5);
}

TEST(AutoregressiveNetwork, SaysWhatIsWrong) {
  EXPECT_EQ(message_of([] { AutoregressiveNetwork({.params = 0, .event_shape = {2}}); }),
            "AutoregressiveNetwork: event_size and params must be at least 1, got 2 and 0");
  EXPECT_EQ(message_of([] {
              AutoregressiveNetwork({.params = 1, .event_shape = {2, 2}});
            }),
            "AutoregressiveNetwork: event_shape must be [n], got [2, 2]");
  EXPECT_EQ(message_of([] {
              AutoregressiveNetwork({.params = 1, .event_shape = {2}, .input_order = {1, 3}});
            }),
            "AutoregressiveNetwork: input_order must hold each of 1 to 2 once, got [1, 3]");
  const AutoregressiveNetwork unbuilt({.params = 1, .event_shape = {2}});
  EXPECT_EQ(message_of([&] { unbuilt(zeros({2})); }),
            "AutoregressiveNetwork: is called but not built; call build(input_shape, key) first");
}

}  // namespace
}  // namespace aleator::nn
