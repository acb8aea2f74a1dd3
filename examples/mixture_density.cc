// SPDX-License-Identifier: Apache-2.0
// A mixture density network: where one x has several y, the mean of y is none of them. Checks the
// density that the network learned against the exact conditional density.
#include <aleator/aleator.h>

#include <cmath>
#include <cstdio>
#include <numbers>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;

namespace {

constexpr double kNoise = 0.05;

Array curve(const Array& y) { return y + 0.3 * sin(2 * std::numbers::pi * y); }

struct Data {
  Array x, y;  // [rows, 1]
};
Data data(const Key& key, std::int64_t n) {
  const auto [of_y, of_noise] = split<2>(key);
  const Array y = random::uniform(of_y, {n, 1});
  return {curve(y) + kNoise * random::normal(of_noise, {n, 1}), y};
}

/// log p(y | x) = log p(x | y) - log of the integral of p(x | y) over y.
Array exact_log_prob(const Array& x, const Array& y) {
  constexpr std::int64_t kNum = 1000;
  const Array grid = (arange(kNum) + 0.5) / kNum;
  const Array joint = tfd::Normal(curve(y), kNoise).log_prob(x);
  const Array evidence = logsumexp(tfd::Normal(curve(grid), kNoise).log_prob(x), {.axes = {1}});
  return squeeze(joint, -1) - (evidence - std::log(static_cast<double>(kNum)));
}

/// Mean difference to the exact log density on new points.
double divergence(const char* name, const nn::Layer& net) {
  const Data train = data(Key(1), 3000), test = data(Key(2), 3000);
  net.build({1}, Key(3));
  nn::fit(net,
          {.x = train.x,
           .y = train.y,
           .optimizer = optimize::Adam({.learning_rate = optimize::CosineDecay(
                                            {.initial_learning_rate = 5e-3, .decay_steps = 6000})}),
           .num_epochs = 200,
           .batch_size = 100,
           .key = Key(4)});
  const double d = mean(exact_log_prob(test.x, test.y) - net(test.x).log_prob(test.y)).item();
  std::printf("%-24s %6.3f nats from the exact density\n", name, d);
  return d;
}

nn::Layer ending_with(std::int64_t params_size, const nn::Layer& last) {
  return nn::Sequential({nn::Dense({.units = 32, .activation = tanh}),
                         nn::Dense({.units = 32, .activation = tanh}),
                         nn::Dense({.units = params_size}), last});
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const double of_normal = divergence("one normal", ending_with(2, nn::IndependentNormal({1})));
  const double of_mixture =
      divergence("mixture of 5 normals",
                 ending_with(nn::MixtureNormal::params_size(5, {1}), nn::MixtureNormal(5, {1})));
  results.add("one normal", of_normal);
  results.add("mixture", of_mixture);
  results.expect(of_mixture < 0.15 && of_mixture > -0.03, "the mixture finds the density");
  results.expect(of_normal > of_mixture + 0.3, "one normal does not");
  return results.finish();
}
