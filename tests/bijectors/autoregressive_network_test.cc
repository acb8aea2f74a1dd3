// SPDX-License-Identifier: Apache-2.0
// Tests which elements the results of an autoregressive network depend on, and flows by it.
#include "aleator/aleator.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator {
namespace {

using namespace bijectors;

Array smooth(const Array& x) { return tanh(x); }

/// By which elements of x the parameters of each element move, [n, n].
Array dependence(const AutoregressiveNetwork& network, std::int64_t n) {
  const Array x = random::normal(Key(3), {n});
  return sum(abs(jacobian([&](Array v) { return network(v); })(x)), {.axes = {1}}) > 0.;
}

TEST(AutoregressiveNetwork, SeesElementsBeforeOnly) {
  const auto make = [](const Dims& order, const Dims& hidden) {
    return AutoregressiveNetwork({.key = Key(1),
                                  .event_size = 5,
                                  .params = 2,
                                  .hidden_units = hidden,
                                  .input_order = order,
                                  .activation = smooth});
  };
  for (const Dims& hidden : {Dims{}, Dims{16}, Dims{16, 24}}) {
    for (const Dims& order : {Dims{1, 2, 3, 4, 5}, Dims{3, 1, 5, 2, 4}}) {
      const Array place = array(order);
      EXPECT_EQ(dependence(make(order, hidden), 5).values(),
                (expand_dims(place, -1) > place).values());
    }
    EXPECT_EQ(make({}, hidden)(zeros({4, 3, 5})).shape(), (Shape{4, 3, 5, 2}));
  }
  const AutoregressiveNetwork one({.key = Key(1), .event_size = 1, .hidden_units = {4}});
  EXPECT_EQ(dependence(one, 1).values(), std::vector<double>{0});
}

TEST(AutoregressiveNetwork, TrainsAFlow) {
  const AutoregressiveNetwork network(
      {.key = Key(1), .event_size = 2, .params = 2, .hidden_units = {8, 8}, .activation = smooth});
  EXPECT_EQ(trainable_variables(network).size(), 6U);
  const MaskedAutoregressiveFlow flow({.shift_and_log_scale_fn = network});
  EXPECT_EQ(trainable_variables(flow).size(), 6U) << "a flow shows the weights of its network";
  EXPECT_EQ(trainable_variables(Invert(Chain({flow, flow}))).size(), 6U);
  // Minus the log density of images of normal numbers, but for a constant.
  const auto energy = [&](const Array& y) {
    return 0.5 * sum(square(flow.inverse(y)), {.axes = {-1}}) - flow.inverse_log_det_jacobian(y);
  };
  // A curved valley, which no normal distribution has.
  const Array z = random::normal(Key(5), {200, 2});
  const Array first = slice_axis(z, -1, 0, 1), second = slice_axis(z, -1, 1, 2);
  const Array data = concatenate({first, square(first) + 0.5 * second}, -1);
  const auto loss = [&] { return mean(energy(data)); };
  const double before = loss().item();
  const std::vector<Variable> variables = trainable_variables({loss()});
  ASSERT_EQ(variables.size(), 6U);
  for (int step = 0; step < 150; ++step) {
    Arrays values;
    for (const Variable& v : variables) values.push_back(v.value());
    const auto of_values = [&](const Arrays& given) {
      for (std::size_t i = 0; i < given.size(); ++i) variables[i].assign(given[i]);
      return Arrays{loss()};
    };
    const Arrays slopes = value_and_grad_arrays("loss", of_values, values).gradients;
    for (std::size_t i = 0; i < variables.size(); ++i)
      variables[i].assign(values[i] - 0.05 * slopes[i]);
  }
  EXPECT_LT(loss().item(), before - 0.5);
}

/// A function that finds elements in its own way.
struct Solver {
  Array operator()(const Array& y) const { return stack({0. * y, 0. * y}, -1); }
  Array solve(const Array& x, const MakeElement& make) const {
    return stack({make(x[{Ellipsis, 1}], array({1., 0.})), make(x[{Ellipsis, 0}], array({2., 0.}))},
                 -1);
  }
};

TEST(MaskedAutoregressiveFlow, AsksTheFunctionForItsElements) {
  const Array x = array({10., 20.});
  EXPECT_EQ(MaskedAutoregressiveFlow({.shift_and_log_scale_fn = Solver()}).forward(x).values(),
            (std::vector<double>{21, 12}));
  EXPECT_EQ(MaskedAutoregressiveFlow(
                {.shift_and_log_scale_fn = [](const Array& y) { return Solver()(y); }})
                .forward(x)
                .values(),
            (std::vector<double>{10, 20}));
}

TEST(AutoregressiveNetwork, TakesARandomOrder) {
  Dims order = random_input_order(Key(3), 20);
  EXPECT_NE(order, random_input_order(Key(4), 20));
  const AutoregressiveNetwork network({.key = Key(1), .event_size = 20, .input_order = order});
  EXPECT_EQ(network(zeros({20})).shape(), (Shape{20, 1}));
  std::sort(order.begin(), order.end());
  for (std::int64_t i = 0; i < 20; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i + 1);
}

TEST(AutoregressiveNetwork, SaysWhatIsWrong) {
  EXPECT_EQ(message_of([] { AutoregressiveNetwork({.key = Key(1)}); }),
            "AutoregressiveNetwork: event_size and params must be at least 1, got 0 and 1");
  EXPECT_EQ(message_of([] {
              AutoregressiveNetwork({.key = Key(1), .event_size = 2, .input_order = {1, 3}});
            }),
            "AutoregressiveNetwork: input_order must hold each of 1 to 2 once, got [1, 3]");
  EXPECT_EQ(message_of([] { MaskedAutoregressiveFlow({}); }),
            "MaskedAutoregressiveFlow: give exactly one of shift_and_log_scale_fn and bijector_fn");
  EXPECT_EQ(
      message_of([] {
        RealNVP({.num_masked = 3, .bijector_fn = [](const Array&, std::int64_t) { return Exp(); }})
            .forward(zeros({2}));
      }),
      "RealNVP: num_masked must be at most the length of the last axis, 2, got 3");
  EXPECT_EQ(message_of([] { DiscreteCosineTransform({.dct_type = 4}); }),
            "DiscreteCosineTransform: dct_type must be 2 or 3, got 4");
}

}  // namespace
}  // namespace aleator
