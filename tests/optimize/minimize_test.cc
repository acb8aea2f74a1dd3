// SPDX-License-Identifier: Apache-2.0
// Tests minimize: gradients of variables wherever they are read, minibatches, ends of the loop,
// messages.
#include <algorithm>
#include <csignal>
#include <numbers>

#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace optimize;

TEST(Minimize, OfAQuadratic) {
  Variable x(array({3., -2.}), "x");
  const Training training = minimize(
      [&] {
        return sum(square(x - array({1., 2.})));
      },
      {.num_steps = 200, .optimizer = GradientDescent({0.1})});
  expect_near(x, array({1., 2.}), 1e-12);
  EXPECT_EQ(training.losses.shape(), Shape({200}));
  EXPECT_EQ(training.num_steps, 200);
  EXPECT_FALSE(training.is_converged);
  // x - m shrinks by 0.8 a step.
  const std::vector<double> losses = training.losses.values();
  EXPECT_DOUBLE_EQ(losses[0], 20.);
  EXPECT_NEAR(losses[10], 20. * std::pow(0.64, 10), 1e-14);
}

TEST(Minimize, ReachesVariablesBelowArraysMadeOutside) {
  Variable loc(0., "loc"), rho(0., "rho");
  const auto q = distributions::Normal(loc, softplus(rho));
  const Array x = array({1., 2., 4., 7.});
  const Training training =
      minimize([&] { return -mean(q.log_prob(x)); },
               {.num_steps = 2000, .optimizer = Adam({.learning_rate = 0.05})});
  // The maximum of the likelihood: mean 3.5, variance 5.25.
  EXPECT_NEAR(loc.value().item(), 3.5, 1e-6);
  EXPECT_NEAR(softplus(rho).item(), std::sqrt(5.25), 1e-6);
  EXPECT_NEAR(training.losses.values().back(), 0.5 * std::log(2 * std::numbers::pi * 5.25) + 0.5,
              1e-10);
}

TEST(Minimize, ReachesThemBelowWrappers) {
  const Array x = array({{1., 2.}, {4., 7.}, {2., 3.}});
  Variable loc(zeros({2}), "loc"), rho(zeros({2}), "rho");
  const auto normal = distributions::Normal(loc, softplus(rho));
  const auto q = distributions::Independent(normal, {.reinterpreted_batch_ndims = 1});
  minimize([&] { return -mean(q.log_prob(x)); },
           {.num_steps = 2000, .optimizer = Adam({.learning_rate = 0.05})});
  expect_near(loc, mean(x, {.axes = {0}}), 1e-6);
  expect_near(softplus(rho), stddev(x, {.axes = {0}}), 1e-6);

  const auto log_normal =
      distributions::TransformedDistribution({.distribution = q, .bijector = bijectors::Exp()});
  loc.assign(zeros({2}));
  minimize([&](Array y) { return -mean(log_normal.log_prob(y)); },
           {.num_steps = 2000, .optimizer = Adam({.learning_rate = 0.05}), .data = {exp(x)}});
  expect_near(loc, mean(x, {.axes = {0}}), 1e-6);
}

TEST(Minimize, TrainsFlows) {
  const std::int64_t dims = 2;
  const auto maf = distributions::TransformedDistribution(
      {.distribution = distributions::Sample(distributions::Normal(0., 1.), {dims}),
       .bijector = bijectors::MaskedAutoregressiveFlow(
           {.shift_and_log_scale_fn = bijectors::AutoregressiveNetwork(
                {.key = Key(2), .event_size = dims, .params = 2, .hidden_units = {16}})})});
  EXPECT_EQ(trainable_variables(maf).size(), 4U);
  // x1 given x0 is normal with mean 2 x0: the entropy of (x0, x1) is known.
  const Array z = random::normal(Key(1), {512, 2});
  const Array first = z[{Ellipsis, 0}], second = 2. * first + 0.1 * z[{Ellipsis, 1}];
  const Array points = stack({first, second}, 1);
  const Training training = minimize([&](Array x) { return -mean(maf.log_prob(x)); },
                                     {.num_steps = 600,
                                      .optimizer = Adam({.learning_rate = 0.01}),
                                      .trainable_variables = trainable_variables(maf),
                                      .data = {points},
                                      .batch_size = 128,
                                      .key = Key(3)});
  const double entropy = 1 + std::log(2 * std::numbers::pi) + std::log(0.1);
  EXPECT_GT(training.losses.values()[0], entropy + 1);
  EXPECT_NEAR(-mean(maf.log_prob(points)).item(), entropy, 0.15);
}

TEST(Minimize, BatchesTakeAllRowsOfAnEpochInNewOrders) {
  Variable x(0., "x");
  const Array rows = arange(10, float64), twice = 2. * rows;
  const auto loss = [&](Array a, Array b) { return 0. * x + sum(a * 1000.) + sum(b - 2. * a); };
  const auto trace = [](const MinimizeTraceableQuantities& q) { return Arrays{q.loss}; };
  const auto run = [&](std::uint64_t seed) {
    const Training training = minimize(loss, {.num_steps = 40,
                                              .optimizer = GradientDescent(),
                                              .trace_fn = trace,
                                              .data = {rows, twice},
                                              .batch_size = 1,
                                              .key = Key(seed)});
    expect_near(training.traces[0], training.losses, 0);
    return training.losses.values();
  };
  const std::vector<double> losses = run(1);
  std::vector<std::vector<double>> epochs;
  for (std::size_t epoch = 0; epoch < 4; ++epoch) {
    const auto begin = losses.begin() + static_cast<std::ptrdiff_t>(10 * epoch);
    epochs.emplace_back(begin, begin + 10);
    std::vector<double> sorted = epochs.back();
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(sorted[i], 1000. * static_cast<double>(i));
    if (epoch > 0) {
      EXPECT_NE(epochs[epoch], epochs[epoch - 1]);
    }
  }
  EXPECT_EQ(losses, run(1));
  EXPECT_NE(losses, run(2));
}

TEST(Minimize, KeysOfStepsDiffer) {
  Variable x(0., "x");
  const Training training =
      minimize([&](Key key) { return 0. * x + random::normal(key, {}); },
               {.num_steps = 100, .optimizer = GradientDescent(), .key = Key(5)});
  std::vector<double> losses = training.losses.values();
  std::sort(losses.begin(), losses.end());
  EXPECT_EQ(std::adjacent_find(losses.begin(), losses.end()), losses.end());
  EXPECT_FALSE(training.seed);
  const Training seeded = minimize([&](Key key) { return 0. * x + random::normal(key, {}); },
                                   {.num_steps = 2, .optimizer = GradientDescent()});
  ASSERT_TRUE(seeded.seed);
  const Training again =
      minimize([&](Key key) { return 0. * x + random::normal(key, {}); },
               {.num_steps = 2, .optimizer = GradientDescent(), .key = Key(*seeded.seed)});
  expect_near(seeded.losses, again.losses, 0);
}

TEST(Minimize, StopsWhenTheLossNoLongerDecreases) {
  Variable x(3., "x");
  const Training training = minimize([&] { return square(x); },
                                     {.num_steps = 10'000,
                                      .optimizer = GradientDescent({0.1}),
                                      .convergence_criterion = LossNotDecreasing({.atol = 1e-6})});
  EXPECT_TRUE(training.is_converged);
  EXPECT_LT(training.num_steps, 200);
  EXPECT_EQ(training.losses.size(), training.num_steps);
  EXPECT_LT(std::abs(x.value().item()), 1e-2);

  x.assign(3.);
  const Training relative = minimize([&] { return square(x); },
                                     {.num_steps = 10'000,
                                      .optimizer = GradientDescent({0.1}),
                                      .convergence_criterion = LossNotDecreasing({.rtol = 1e-3})});
  EXPECT_TRUE(relative.is_converged);
  EXPECT_LT(relative.num_steps, training.num_steps);

  x.assign(3.);
  const Training uncorrelated = minimize(
      [&] { return square(x); }, {.num_steps = 10'000,
                                  .optimizer = GradientDescent({0.9}),
                                  .convergence_criterion = SuccessiveGradientsAreUncorrelated()});
  EXPECT_TRUE(uncorrelated.is_converged) << "gradients change their sign at every step";
  EXPECT_EQ(uncorrelated.num_steps, 21);
}

TEST(Minimize, KeepsTheLastGoodValuesWhenTheLossIsNotFinite) {
  // x <- x - 0.1 until x < 0.25, where the loss is NaN: from 1 the values 0.9, ..., 0.3, 0.2.
  Variable x(1., "x");
  const auto loss = [&] { return x + 0. * sqrt(x - 0.25); };
  const std::string message = message_of<Error>(
      [&] { minimize(loss, {.num_steps = 1000, .optimizer = GradientDescent({0.1})}); });
  EXPECT_NE(message.find("minimize: the loss is NaN at step 8"), std::string::npos) << message;
  EXPECT_NE(message.find("the variables hold the values before step 7"), std::string::npos)
      << message;
  EXPECT_NEAR(x.value().item(), 0.3, 1e-12);

  // The gradient is not finite where the loss still is.
  Variable y(0., "y");
  const std::string second = message_of<Error>([&] {
    minimize([&] { return sqrt(abs(y)); }, {.num_steps = 3, .optimizer = GradientDescent({0.1})});
  });
  EXPECT_NE(second.find("the gradient of 'y' is not finite"), std::string::npos) << second;
  EXPECT_EQ(y.value().item(), 0.);

  Variable z(-1., "z");
  const std::string third = message_of<Error>([&] {
    minimize([&] { return log(z); }, {.num_steps = 3, .optimizer = GradientDescent({0.1})});
  });
  EXPECT_NE(third.find("minimize: the loss is NaN at step 0"), std::string::npos) << third;
  EXPECT_NE(third.find("start elsewhere"), std::string::npos) << third;
}

TEST(Minimize, AnInterruptKeepsWhatIsDone) {
  Variable x(1., "x");
  const auto loss = [&] {
    std::raise(SIGINT);  // while the loss is traced; the first call of the loop ends it
    return square(x);
  };
  ::testing::internal::CaptureStderr();
  const Training training =
      minimize(loss, {.num_steps = 1'000'000, .optimizer = GradientDescent({0.1})});
  const std::string told = ::testing::internal::GetCapturedStderr();
  EXPECT_NE(told.find("aleator: interrupted after 1 of 1000000 steps"), std::string::npos) << told;
  EXPECT_TRUE(training.is_interrupted);
  EXPECT_EQ(training.losses.shape(), Shape({1}));
  EXPECT_DOUBLE_EQ(x.value().item(), 0.8);
}

TEST(Minimize, Messages) {
  Variable x(1., "x"), unused(1., "unused");
  Variable whole(array({1, 2}), "whole");
  const Optimizer adam = Adam();
  const auto says = [&](const LossFn& loss, const MinimizeOptions& options, const char* words) {
    const std::string message = message_of<Error>([&] { minimize(loss, options); });
    EXPECT_NE(message.find(words), std::string::npos) << message;
  };
  const auto plain = [&] { return square(x); };
  const auto rows = [&](Array a) { return mean(a) * x; };
  says([] { return Array(1.); }, {.num_steps = 1, .optimizer = adam},
       "reads no trainable variable");
  says(plain, {.num_steps = 1, .optimizer = adam, .trainable_variables = {x, unused}},
       "does not read the variable 'unused'");
  says([&] { return sum(whole * 2.); },
       {.num_steps = 1, .optimizer = adam, .trainable_variables = {whole}}, "'whole' is int32");
  says([&] { return x * ones({3}); }, {.num_steps = 1, .optimizer = adam},
       "the loss must be a scalar, got shape [3]");
  says(plain, {.num_steps = -1, .optimizer = adam}, "num_steps must not be negative, got -1");
  says(plain, {.num_steps = 1, .optimizer = adam, .data = {ones({2})}},
       "the loss takes 0 arrays of data, but data has 1");
  says(rows, {.num_steps = 1, .optimizer = adam},
       "the loss takes 1 arrays of data, but data has 0");
  says(rows, {.num_steps = 1, .optimizer = adam, .data = {Array(1.)}}, "must have rows");
  says([&](Array a, Array b) { return mean(a) * x * mean(b); },
       {.num_steps = 1, .optimizer = adam, .data = {ones({2}), ones({3})}},
       "data[0] has shape [2] and data[1] [3]");
  says(rows, {.num_steps = 1, .optimizer = adam, .data = {ones({2})}, .batch_size = 3},
       "batch_size must be at most the 2 rows of data, got 3");
  says(plain, {.num_steps = 1, .optimizer = adam, .batch_size = 3}, "there are no data");
  says(plain, {.num_steps = 1, .optimizer = GradientDescent({ones({2})})},
       "must be a scalar at every step, got shape [2]");
}

}  // namespace
}  // namespace aleator
