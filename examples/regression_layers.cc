// SPDX-License-Identifier: Apache-2.0
// Regression with probabilistic layers, from a line without any uncertainty to a random function:
// what each network knows about noise and about itself. They are checked against exact answers:
// least squares, the posterior that a mean field of normals has, and that of a Gaussian process.
#include <aleator/aleator.h>

#include <cmath>
#include <cstdio>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;

namespace {

constexpr std::int64_t kNumRows = 150;

struct Data {
  Array x, y;  // [rows, 1]
};

/// A wavy line over -20, ..., 60 whose noise grows along it; x is scaled to -1, ..., 1.
Data wavy_line(const Key& key) {
  const auto [of_x, of_noise] = split<2>(key);
  const Array x = -20. + 80. * random::uniform(of_x, {kNumRows, 1}), g = (x + 20.) / 80.;
  const Array noise = 3. * (0.25 + square(g)) * random::normal(of_noise, {kNumRows, 1});
  return {(x - 20.) / 40., 0.125 * x * (1. + sin(x)) + 5. + noise};
}

nn::Layer normal_around(double scale) {
  return nn::DistributionLambda([scale](Array t) { return tfd::Normal(t, scale); });
}
/// Normal with a scale of its own at each x.
nn::Layer normal_with_scale() {
  return nn::DistributionLambda([](Array t) {
    return tfd::Normal(t[{Ellipsis, Slice(0, 1)}], 1e-3 + softplus(t[{Ellipsis, Slice(1, 2)}]));
  });
}

nn::Layer posterior_mean_field(std::int64_t kernel_size, std::int64_t bias_size, Dtype dtype) {
  const std::int64_t n = kernel_size + bias_size;
  return nn::Sequential(
      {nn::VariableLayer({.shape = {2 * n}, .dtype = dtype}), nn::DistributionLambda([n](Array t) {
         const Array scale = 1e-5 + softplus(std::log(std::expm1(1.)) + slice_axis(t, 0, n, 2 * n));
         return tfd::Independent(tfd::Normal(slice_axis(t, 0, 0, n), scale),
                                 {.reinterpreted_batch_ndims = 1});
       })});
}
nn::Layer prior_trainable(std::int64_t kernel_size, std::int64_t bias_size, Dtype dtype) {
  return nn::Sequential({nn::VariableLayer({.shape = {kernel_size + bias_size}, .dtype = dtype}),
                         nn::DistributionLambda([](Array t) {
                           return tfd::Independent(tfd::Normal(t, 1.),
                                                   {.reinterpreted_batch_ndims = 1});
                         })});
}
nn::Layer variational_line(std::int64_t units) {
  return nn::DenseVariational({.units = units,
                               .make_posterior_fn = posterior_mean_field,
                               .make_prior_fn = prior_trainable,
                               .kl_weight = 1. / kNumRows,
                               .kl_use_exact = true});
}

/// x in the units that the kernel's scale is in.
math::psd_kernels::PositiveSemidefiniteKernel kernel_of(const Array& amplitude,
                                                        const Array& length_scale) {
  return math::psd_kernels::ExponentiatedQuadratic(
      {.amplitude = softplus(amplitude), .length_scale = 0.1 * softplus(length_scale)});
}
nn::Layer random_function() {
  return nn::VariationalGaussianProcess(
      {.num_inducing_points = 40,
       .kernel_provider =
           [](Dtype dtype, nn::Builder& builder) {
             const auto number = [&](const char* name) {
               return builder.variable(name, {}, nn::zeros_initializer(), dtype);
             };
             return kernel_of(number("amplitude"), number("length_scale"));
           },
       .inducing_index_points_initializer =
           nn::constant_initializer(expand_dims(linspace(-1, 1, 40), 1)),
       .unconstrained_observation_noise_variance_initializer =
           nn::constant_initializer(std::log(std::expm1(1.))),
       .use_whitening_transform = true});
}

/// Trains a network and prints its loss; spread is that of 200 predicted means at x = 60.
struct Trained {
  nn::Layer net;
  double loss;
};
Trained train(const char* name, const nn::Layer& net, const Data& data, double learning_rate,
              std::int64_t num_epochs, double kl_weight = 1) {
  net.build({1}, Key(1));
  const nn::History history = nn::fit(
      net, {.x = data.x,
            .y = data.y,
            .kl_weight = kl_weight,
            .optimizer = optimize::Adam(
                {.learning_rate = optimize::CosineDecay(
                     {.initial_learning_rate = learning_rate, .decay_steps = double(num_epochs)})}),
            .num_epochs = num_epochs,
            .batch_size = kNumRows,
            .key = Key(2)});
  double loss = 0;
  for (std::size_t i = history.losses.size() - 50; i < history.losses.size(); ++i)
    loss += history.losses[i] / 50;
  Arrays means, scales;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const nn::Output out = net(array({{-1.}, {1.}}), Key(100 + seed));
    means.push_back(out.mean());
    scales.push_back(out.stddev());
  }
  const Array mean_of = mean(stack(means), {.axes = {0}}),
              spread = stddev(stack(means), {.axes = {0}});
  const Array noise = mean(stack(scales), {.axes = {0}});
  std::printf(
      "%-34s loss %6.2f;  at -20: %5.1f, noise %4.2f, knows to %4.2f;"
      "  at 60: %5.1f, noise %4.2f, knows to %4.2f\n",
      name, loss, mean_of[{0, 0}].item(), noise[{0, 0}].item(), spread[{0, 0}].item(),
      mean_of[{1, 0}].item(), noise[{1, 0}].item(), spread[{1, 0}].item());
  return {net, loss};
}

Array value_of(const nn::Layer& net, const std::string& name) {
  for (const nn::NamedVariable& v : net.variables()) {
    if (v.name == name) return v.variable.value();
  }
  return {};
}

void expect_exact(example::Results& results, const char* what, double value, double exact,
                  double tolerance) {
  std::printf("  %-30s %8.4f, exactly %8.4f\n", what, value, exact);
  results.add(what, value);
  results.expect_near(what, value, exact, tolerance);
}

/// Against the process that knows all observations, at two points.
void check_random_function(example::Results& results, const Data& data) {
  const nn::Layer net = random_function();
  net.build({1}, Key(1));
  const nn::History history = nn::fit(net, {.x = data.x,
                                            .y = data.y,
                                            .loss = nn::negative_expected_log_likelihood,
                                            .kl_weight = 1. / kNumRows,
                                            .optimizer = optimize::Adam({.learning_rate = 0.05}),
                                            .num_epochs = 3000,
                                            .batch_size = kNumRows,
                                            .key = Key(2)});
  const Array noise = softplus(value_of(net, "observation_noise_variance")),
              center = value_of(net, "mean"), at = array({{-0.5}, {0.5}});
  const tfd::GaussianProcessRegressionModel exact(
      {.kernel = kernel_of(value_of(net, "amplitude"), value_of(net, "length_scale")),
       .index_points = at,
       .observation_index_points = data.x,
       .observations = ravel(data.y),
       .mean_fn = [center](const Array&) { return center; },
       .observation_noise_variance = noise});
  const nn::Output out = net(at);
  const Array knows = sqrt(square(out.stddev()) - noise), best = sqrt(exact.variance() - noise);
  std::printf("%-34s loss %6.2f;  noise %4.2f\n", "5 the function is random", history.losses.back(),
              std::sqrt(noise.item()));
  const char* const means[] = {"mean at 0", "mean at 40"};
  const char* const deviations[] = {"knows to, at 0", "knows to, at 40"};
  for (std::int64_t i = 0; i < 2; ++i) {
    expect_exact(results, means[i], out.mean()[{i, 0}].item(), exact.mean()[i].item(), 0.1);
    expect_exact(results, deviations[i], knows[{i, 0}].item(), best[i].item(), 0.05);
  }
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const Data data = wavy_line(Key(5));
  // Least squares, by the normal equations.
  const Array design = concatenate({data.x, ones({kNumRows, 1})}, 1);
  const Array gram = matmul(transpose(design), design);
  const Array line = ravel(cholesky_solve(cholesky(gram), matmul(transpose(design), data.y)));
  const Trained plain =
      train("1 no uncertainty", nn::Sequential({nn::Dense({.units = 1}), normal_around(1)}), data,
            0.05, 3000);
  expect_exact(results, "slope", value_of(plain.net, "0.kernel").item(), line[0].item(), 0.02);
  expect_exact(results, "intercept", value_of(plain.net, "0.bias").item(), line[1].item(), 0.01);

  const Trained noisy =
      train("2 noise differs along x",
            nn::Sequential({nn::Dense({.units = 2}), normal_with_scale()}), data, 0.2, 5000);
  results.expect(noisy.loss < plain.loss - 0.5, "noise that differs explains more");

  const Trained random_line =
      train("3 the line is random", nn::Sequential({variational_line(1), normal_around(1)}), data,
            0.05, 20000);
  // With unit noise the precision of weight i is (X'X)_ii + 1; the prior's center is free.
  const Array t = value_of(random_line.net, "0.posterior.0.kernel");
  const Array scale = softplus(std::log(std::expm1(1.)) + slice_axis(t, 0, 2, 4));
  expect_exact(results, "mean slope", t[0].item(), line[0].item(), 0.02);
  expect_exact(results, "mean intercept", t[1].item(), line[1].item(), 0.15);
  expect_exact(results, "sd of the slope", scale[0].item(), 1 / std::sqrt(gram[{0, 0}].item() + 1),
               0.005);
  expect_exact(results, "sd of the intercept", scale[1].item(),
               1 / std::sqrt(gram[{1, 1}].item() + 1), 0.005);

  const Trained both = train("4 both", nn::Sequential({variational_line(2), normal_with_scale()}),
                             data, 0.05, 10000);
  results.expect(both.loss < random_line.loss, "both explain more");

  check_random_function(results, data);
  return results.finish();
}
