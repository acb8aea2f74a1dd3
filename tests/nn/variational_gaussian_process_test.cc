// SPDX-License-Identifier: Apache-2.0
// Tests the layer VariationalGaussianProcess against the distribution it makes and against the
// least loss that there is.
#include "tests/nn/numbers.h"
#include "tests/support/message.h"

namespace aleator::nn {
namespace {

using math::psd_kernels::ExponentiatedQuadratic;
using Process = distributions::VariationalGaussianProcess;

/// A kernel with two trained numbers.
math::psd_kernels::PositiveSemidefiniteKernel kernel_of(Dtype dtype, Builder& builder) {
  const auto number = [&](const char* name) {
    return softplus(builder.variable(name, {}, constant_initializer(0.5), dtype));
  };
  return ExponentiatedQuadratic(
      {.amplitude = number("amplitude"), .length_scale = number("length_scale")});
}

VariationalGaussianProcess layer_of(std::int64_t num_processes) {
  return VariationalGaussianProcess(
      {.num_inducing_points = 5,
       .kernel_provider = kernel_of,
       .event_shape = {num_processes},
       .unconstrained_observation_noise_variance_initializer = constant_initializer(-1.)});
}

Array value_of(const Layer& layer, const std::string& name) {
  for (const NamedVariable& v : layer.variables()) {
    if (v.name == name) return v.variable.value();
  }
  ADD_FAILURE() << "no variable " << name;
  return 0.;
}

/// The process that the Variables say, of output `index`, with another posterior if one is given.
Process process_of(const Layer& layer, const Array& x, std::int64_t index,
                   const distributions::VariationalPosterior* other = nullptr) {
  const auto row = [&](const char* name) { return value_of(layer, name)[index]; };
  const Array mean = value_of(layer, "mean");
  return Process(
      {.kernel =
           ExponentiatedQuadratic({.amplitude = softplus(value_of(layer, "amplitude")),
                                   .length_scale = softplus(value_of(layer, "length_scale"))}),
       .index_points = x,
       .inducing_index_points = row("inducing_index_points"),
       .variational_inducing_observations_loc =
           other ? other->loc : row("variational_inducing_observations_loc"),
       .variational_inducing_observations_scale =
           other ? other->scale : row("variational_inducing_observations_scale"),
       .mean_fn = [mean](const Array&) { return mean; },
       .observation_noise_variance = softplus(value_of(layer, "observation_noise_variance"))});
}

TEST(VariationalGaussianProcess, MakesTheProcessesOfItsVariables) {
  const VariationalGaussianProcess layer = layer_of(2);
  layer.build({3}, Key(1));
  EXPECT_EQ(layer.num_parameters(), 2 * 5 * 3 + 2 * 5 + 2 * 25 + 4);
  for (const NamedVariable& v : layer.variables()) {
    if (v.name == "variational_inducing_observations_loc")
      v.variable.assign(random::normal(Key(2), {2, 5}));
  }
  const Array x = random::normal(Key(3), {4, 3}), y = random::normal(Key(4), {4, 2});
  const Output out = layer(x);
  EXPECT_EQ(out.distribution().batch_shape(), Shape{});
  EXPECT_EQ(out.distribution().event_shape(), (Shape{4, 2}));
  double log_prob = 0, kl = 0, loss = 0;
  for (std::int64_t i = 0; i < 2; ++i) {
    const Process one = process_of(layer, x, i);
    const Array of_one = y[{Ellipsis, i}];
    expect_near(out.mean()[{Ellipsis, i}], one.mean(), 1e-12);
    expect_near(out.stddev()[{Ellipsis, i}], one.stddev(), 1e-12);
    log_prob += one.log_prob(of_one).item();
    kl += one.surrogate_posterior_kl_divergence_prior().item();
    loss -= one.surrogate_posterior_expected_log_likelihood(of_one).item() / 4;
  }
  expect_near(out.log_prob(y), Numbers{log_prob}, 1e-10);
  expect_near(out.kl_loss(), Numbers{kl}, 1e-12);
  expect_near(negative_expected_log_likelihood(out, y), Numbers{loss}, 1e-12);
  EXPECT_EQ(Array(layer(x, {.key = Key(5)})).shape(), (Shape{4, 2}));
}

/// What training finds is the least loss for its kernel, noise and inducing points.
TEST(VariationalGaussianProcess, IsTrainedToTheBestPosterior) {
  constexpr std::int64_t kNumRows = 40;
  const Array x = random::uniform(Key(1), {kNumRows, 1}) * 4. - 2.;
  const Array y = sin(2. * x) + 0.1 * random::normal(Key(2), {kNumRows, 1});
  const Sequential net({layer_of(1)});
  net.build({1}, Key(3));
  const History history = fit(net, {.x = x,
                                    .y = y,
                                    .loss = negative_expected_log_likelihood,
                                    .kl_weight = 1. / kNumRows,
                                    .optimizer = optimize::Adam({.learning_rate = 0.02}),
                                    .num_epochs = 3000,
                                    .batch_size = kNumRows,
                                    .key = Key(4)});
  const Array observations = ravel(y);
  const VariationalGaussianProcess layer = layer_of(1);
  layer.build({1}, Key(1));
  for (const NamedVariable& v : layer.variables()) v.variable.assign(value_of(net, "0." + v.name));
  const Process found = process_of(layer, x, 0);
  const distributions::VariationalPosterior best = Process::optimal_variational_posterior(
      {.kernel = found.process().kernel,
       .inducing_index_points = found.process().inducing_index_points,
       .observation_index_points = x,
       .observations = observations,
       .observation_noise_variance = found.process().observation_noise_variance,
       .mean_fn = found.process().mean_fn});
  const double least = process_of(layer, x, 0, &best).variational_loss(observations).item();
  EXPECT_NEAR(history.losses.back(), least / kNumRows, 2e-3);
  EXPECT_LT(history.losses.back(), -0.2);
}

TEST(VariationalGaussianProcess, SaysWhatItNeeds) {
  EXPECT_EQ(message_of([] {
              VariationalGaussianProcess({.num_inducing_points = 0, .kernel_provider = kernel_of});
            }),
            "VariationalGaussianProcess: num_inducing_points must be at least 1, got 0");
  const Sequential net({layer_of(1)});
  EXPECT_EQ(message_of([&] {
              net.build({3, 4}, Key(1));
            }),
            "VariationalGaussianProcess '0': inputs must be [points, features], got shape "
            "[1, 3, 4]");
  net.build({3}, Key(1));
  EXPECT_EQ(message_of([&] {
              net(zeros({2, 4}));
            }),
            "VariationalGaussianProcess '0': was built for inputs whose last axis has length 3, "
            "got shape [2, 4]");
  EXPECT_EQ(message_of([&] {
              negative_expected_log_likelihood(net(zeros({2, 3})), zeros({2}));
            }),
            "negative_expected_log_likelihood: y must be [points, outputs], [2, 1], got shape [2]");
  const IndependentNormal normal(Shape{1});
  normal.build({2}, Key(1));
  EXPECT_EQ(
      message_of([&] {
        negative_expected_log_likelihood(normal(zeros({3, 2})), zeros({3, 1}));
      }),
      "negative_expected_log_likelihood: the network must end with a VariationalGaussianProcess, "
      "its output is Independent(batch_shape=[3], event_shape=[1], dtype=float64)");
}

}  // namespace
}  // namespace aleator::nn
