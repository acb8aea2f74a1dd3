// SPDX-License-Identifier: Apache-2.0
// Tests the optimizers and schedules against Keras, step by step, and what they refuse.
#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace optimize;

struct Case {
  std::string name;
  Optimizer optimizer;
};

Optimizer sgd(const Schedule& rate) { return GradientDescent({.learning_rate = rate}); }

/// As in tests/reference/make_optimizers.py.
std::vector<Case> cases() {
  const Optimizer plain = sgd(0.1);
  return {
      {"sgd", plain},
      {"momentum", GradientDescent({.learning_rate = 0.1, .momentum = 0.9})},
      {"nesterov", GradientDescent({.learning_rate = 0.1, .momentum = 0.9, .nesterov = true})},
      {"adam", Adam({.learning_rate = 0.1})},
      {"amsgrad",
       Adam(
           {.learning_rate = 0.1, .beta_1 = 0.8, .beta_2 = 0.9, .epsilon = 1e-3, .amsgrad = true})},
      {"adamw", AdamW({.learning_rate = 0.1, .weight_decay = 0.05})},
      {"nadam", Nadam({.learning_rate = 0.1})},
      {"adamax", Adamax({.learning_rate = 0.1})},
      {"rmsprop", RMSProp({.learning_rate = 0.1})},
      {"rmsprop_centered", RMSProp({.learning_rate = 0.1, .momentum = 0.5, .centered = true})},
      {"adagrad", Adagrad({.learning_rate = 0.1})},
      {"adadelta", Adadelta({.learning_rate = 1.})},
      {"clip_value", GradientClipping({.optimizer = plain, .clip_value = 0.5})},
      {"clip_norm", GradientClipping({.optimizer = plain, .clip_norm = 1.5})},
      {"global_clip_norm", GradientClipping({.optimizer = plain, .global_clip_norm = 1.5})},
      {"exponential_decay", sgd(ExponentialDecay({0.1, 3, 0.5}))},
      {"staircase", sgd(ExponentialDecay({0.1, 3, 0.5, true}))},
      {"cosine_decay", sgd(CosineDecay({0.1, 6, 0.1}))},
      {"piecewise", sgd(PiecewiseConstantDecay({{2, 5}, {0.1, 0.05, 0.01}}))},
      {"inverse_time_decay", sgd(InverseTimeDecay({0.1, 3, 0.5}))},
      {"polynomial_decay", sgd(PolynomialDecay({0.1, 6, 0.01, 2}))},
  };
}

Arrays gradients(const Array& step) {
  const Array k = astype(step, float64) + 1.;
  return {sin(12.9898 * k + array({0.5, 1.5})) * 2., cos(4.1414 * k + array({{0.}, {1.}, {2.}}))};
}

TEST(Optimizers, StepLikeThoseOfKeras) {
  std::ifstream file(std::string(ALEATOR_TEST_DATA_DIR) + "/optimizers.json");
  const auto data = nlohmann::json::parse(file);
  for (const auto& [name, optimizer] : cases()) {
    SCOPED_TRACE(name);
    const double tolerance = name == "cosine_decay" ? 1e-7 : 1e-13;  // Keras's pi has 24 bits there
    Arrays x{array({1., -2.}), array({{0.5}, {0.25}, {-1.5}})};
    Arrays state = optimizer.init(x);
    for (std::int64_t step = 0; step < 8; ++step) {
      const Array now = strong_scalar(step);
      const OptimizerStep next = optimizer.step(gradients(now), state, x, now);
      x = next.parameters;
      state = next.state;
      const auto expected =
          data.at(name)[static_cast<std::size_t>(step)].get<std::vector<double>>();
      expect_near(concatenate({x[0], ravel(x[1])}), array(expected), tolerance);
    }
  }
}

TEST(Optimizers, KeepFloat32) {
  for (const auto& [name, optimizer] : cases()) {
    SCOPED_TRACE(name);
    Variable single(array<float>({1, -2}), "single"), number(0.5, "number");
    const Training training =
        minimize([&] { return sum(square(single)) + sum(astype(square(number), float32)); },
                 {.num_steps = 30, .optimizer = optimizer});
    EXPECT_EQ(training.losses.dtype(), float32);
    EXPECT_EQ(single.dtype(), float32);
    const std::vector<float> losses = training.losses.values<float>();
    EXPECT_LT(losses.back(), losses.front());
  }
}

/// After gradients of 0 alone, where 0.9 times the smallest number would round to itself.
TEST(Optimizers, MeansOfGradientsEndAtZero) {
  for (const Optimizer& optimizer : {Optimizer(Adam()), Optimizer(Adamax()), Optimizer(Nadam())}) {
    SCOPED_TRACE(optimizer.name());
    const Array x = array<float>({1});
    Arrays state = optimizer.step({x}, optimizer.init({x}), {x}, strong_scalar(0)).state;
    for (std::int64_t step = 1; step < 900; ++step) {
      state = optimizer.step({zeros_like(x)}, state, {x}, strong_scalar(step)).state;
      eval(state);
    }
    EXPECT_EQ(state[0].values(), std::vector<double>{0});
    EXPECT_NE(state[1].values(), std::vector<double>{0});
  }
}

TEST(Optimizers, LearningRatesMayBeVariablesAndFunctions) {
  Variable x(1., "x"), rate(0.25, "rate", /*is_trainable=*/false);
  minimize([&] { return x * 1.; }, {.num_steps = 2, .optimizer = sgd(rate)});
  EXPECT_DOUBLE_EQ(x.value().item(), 0.5);
  rate.assign(1.);
  minimize([&] { return x * 1.; }, {.num_steps = 1, .optimizer = sgd(rate)});
  EXPECT_DOUBLE_EQ(x.value().item(), -0.5);
  minimize([&] { return x * 1.; },
           {.num_steps = 3, .optimizer = sgd([](Array step) { return 1. * step; })});
  EXPECT_DOUBLE_EQ(x.value().item(), -3.5);
}

TEST(Optimizers, WarmUpRisesInALine) {
  const Schedule schedule = WarmUp({.schedule = ExponentialDecay({1., 1, 0.5}), .num_steps = 4});
  const std::vector<double> expected{0.25, 0.5, 0.75, 1, 1, 0.5, 0.25};
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_DOUBLE_EQ(schedule(strong_scalar(static_cast<std::int64_t>(i))).item(), expected[i]);
}

TEST(Optimizers, ClipNorms) {
  const Arrays x{array({3., 4.}), array({{12.}})};
  EXPECT_DOUBLE_EQ(global_norm(x).item(), 13.);
  expect_near(clip_by_norm(x[0], 1.), array({0.6, 0.8}));
  expect_near(clip_by_norm(x[0], 6.), x[0]);
  expect_near(clip_by_value(x[0], 3.5), array({3., 3.5}));
  expect_near(clip_by_global_norm(x, 6.5)[1], array({{6.}}));
  expect_near(clip_by_norm(zeros({2}), 1.), zeros({2}));
}

TEST(Optimizers, Messages) {
  EXPECT_EQ(message_of<ValueError>([] { Adam({.beta_1 = 1.}); }),
            "Adam: beta_1 must be at least 0 and less than 1, got 1");
  EXPECT_EQ(message_of<ValueError>([] { GradientDescent({.momentum = -0.5}); }),
            "GradientDescent: momentum must be at least 0 and less than 1, got -0.5");
  EXPECT_EQ(
      message_of<ValueError>([] { GradientClipping({.optimizer = Adam(), .clip_norm = 0.}); }),
      "GradientClipping: clip_norm must be positive, got 0");
  EXPECT_EQ(message_of<ValueError>([] {
              PiecewiseConstantDecay({{1, 2}, {0.1, 0.2}});
            }),
            "PiecewiseConstantDecay: values must be one more than boundaries, got 2 and 2");
  EXPECT_EQ(message_of<ValueError>([] {
              CosineDecay({0.1, 0});
            }),
            "CosineDecay: decay_steps must be positive, got 0");
  EXPECT_EQ(message_of<ValueError>([] { LossNotDecreasing({}); }),
            "LossNotDecreasing: needs atol or rtol, got neither");
}

}  // namespace
}  // namespace aleator
