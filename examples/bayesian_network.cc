// SPDX-License-Identifier: Apache-2.0
// A Bayesian neural network by flipout: regression with noise that depends on x. Checks that
// predictive intervals cover what they say on new points, and that the network knows where it saw
// no data.
#include <aleator/aleator.h>

#include <cmath>
#include <cstdio>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;

namespace {

constexpr std::int64_t num_rows = 1000, num_features = 1;

struct Data {
  Array inputs, labels;
};

Data data(const Key& key, double low, double high, std::int64_t n) {
  const auto [of_x, of_noise] = split<2>(key);
  const Array x = low + (high - low) * random::uniform(of_x, {n, num_features});
  const Array center = squeeze(sin(2. * x), -1), scale = squeeze(0.1 + 0.2 * square(x), -1);
  return {x, center + scale * random::normal(of_noise, {n})};
}

/// Draws of the network's predictions, one network each: [200, rows].
struct Predictions {
  Array means, labels;
};
Predictions predict(const nn::Layer& net, const Array& x) {
  Arrays means, labels;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const nn::Output out = net(x, Key(1000 + i));
    means.push_back(out.mean());
    labels.push_back(out.distribution().sample(Key(2000 + i)));
  }
  return {stack(means), stack(labels)};
}

/// Of new rows, and far from where data were.
void check_predictions(example::Results& results, const nn::Layer& net) {
  const auto [x, y] = data(Key(2), -1, 1, 2000);
  const Array draws = predict(net, x).labels;
  // How many draws are below the label: uniform if predictions are right.
  const Array rank = mean(astype(draws < y, float64), {.axes = {0}});
  const double covered = mean(astype(abs(rank - 0.5) < 0.45, float64)).item();
  const double error =
      mean(square(mean(predict(net, x).means, {.axes = {0}}) - squeeze(sin(2. * x), -1))).item();
  std::printf("90%% intervals cover %.1f %% of new labels; curve within %.3f\n", 100 * covered,
              std::sqrt(error));
  const Array inside = stddev(predict(net, array({{0.}, {0.5}})).means, {.axes = {0}}),
              outside = stddev(predict(net, array({{-4.}, {4.}})).means, {.axes = {0}});
  std::printf("the curve is known to %.3f where data are, to %.3f far away\n", mean(inside).item(),
              mean(outside).item());
  results.add("covered", covered);
  results.expect_near("covered", covered, 0.9, 0.05);
  results.expect_near("error of the curve", std::sqrt(error), 0, 0.12);
  results.expect(mean(outside).item() > 3 * mean(inside).item(), "less known far from the data");
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const auto [inputs, labels] = data(Key(1), -1, 1, num_rows);
  const auto posterior =
      nn::default_mean_field_normal_fn({.loc_initializer = nn::glorot_uniform()});
  auto net = nn::Sequential(
      {nn::DenseFlipout({.units = 64, .activation = relu, .kernel_posterior_fn = posterior}),
       nn::DenseFlipout({.units = 2, .kernel_posterior_fn = posterior}),
       nn::DistributionLambda([](Array t) {
         return tfd::Normal({.loc = t[{Ellipsis, 0}], .scale = 1e-3 + softplus(t[{Ellipsis, 1}])});
       })});
  net.build({num_features}, Key(7));
  auto loss = [&](Key key, Array x, Array y) {
    auto out = net(x, key);
    return -mean(out.log_prob(y)) + out.kl_loss() / num_rows;
  };
  auto training = optimize::minimize(loss, {.num_steps = 6000,
                                            .optimizer = optimize::Adam({.learning_rate = 5e-3}),
                                            .trainable_variables = trainable_variables(net),
                                            .data = {inputs, labels},
                                            .batch_size = 100,
                                            .key = Key(8)});
  std::printf("%s\n", training.to_string().c_str());

  check_predictions(results, net);
  return results.finish();
}
