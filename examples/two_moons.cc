// SPDX-License-Identifier: Apache-2.0
// Flows with a deep network inside: a masked autoregressive flow, an inverse one, and a chain of
// them, trained on two moons. Checks their densities on new points against the exact density:
// the mean difference of the logarithms is the divergence, 0 for a perfect fit.
#include <aleator/aleator.h>

#include <cmath>
#include <cstdio>
#include <numbers>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;
namespace tfb = aleator::bijectors;

namespace {

constexpr double kNoise = 0.1;

/// The first moon at angle t, or the second, which is turned and shifted.
Array moon(const Array& t, const Array& is_first) {
  return stack({where(is_first, cos(t), 1. - cos(t)), where(is_first, sin(t), 0.5 - sin(t))}, -1);
}

Array two_moons(const Key& key, std::int64_t n) {
  const auto [of_angle, of_moon, of_noise] = split<3>(key);
  const Array t = std::numbers::pi * random::uniform(of_angle, {n});
  const Array points = moon(t, random::bernoulli(of_moon, 0.5, {n}));
  return astype(points + kNoise * random::normal(of_noise, {n, 2}), float32);
}

/// The mixture over angles of both moons, by the midpoint rule.
Array exact_log_prob(const Array& points) {
  constexpr std::int64_t kNumAngles = 400;
  const Array t = std::numbers::pi * (arange(kNumAngles) + 0.5) / kNumAngles;
  const Array centers = concatenate({moon(t, true), moon(t, false)});
  const Array distances = expand_dims(astype(points, float64), 1) - centers;
  const Array terms = sum(tfd::Normal(0., kNoise).log_prob(distances), {.axes = {-1}});
  return logsumexp(terms, {.axes = {1}}) - std::log(2. * kNumAngles);
}

/// Both elements with the distributions of parameters that depend on the one before.
Bijector maf(const std::vector<Dim>& hidden_units, std::uint64_t seed) {
  return tfb::MaskedAutoregressiveFlow(
      {.shift_and_log_scale_fn = nn::AutoregressiveNetwork({.params = 2,
                                                            .event_shape = {2},
                                                            .hidden_units = hidden_units,
                                                            .activation = relu,
                                                            .key = Key(seed)})});
}

Distribution flow(const Bijector& bijector) {
  return tfd::TransformedDistribution(
      {.distribution = tfd::Sample(tfd::Normal(0., 1.), {2}), .bijector = bijector});
}

/// Trains the flow and returns its divergence on new points.
double divergence(const char* name, const Distribution& flow, std::int64_t num_steps) {
  const Array points = two_moons(Key(1), 4000), others = two_moons(Key(2), 4000);
  const auto training = optimize::minimize([&](Array x) { return -mean(flow.log_prob(x)); },
                                           {.num_steps = num_steps,
                                            .optimizer = optimize::Adam({.learning_rate = 1e-3}),
                                            .trainable_variables = trainable_variables(flow),
                                            .data = {points},
                                            .batch_size = 256,
                                            .key = Key(3)});
  const double d = mean(exact_log_prob(others) - flow.log_prob(others)).item();
  std::printf("%-28s %6.3f nats from the exact density, %5.1f s\n", name, d, training.seconds);
  return d;
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  // A normal distribution, for comparison.
  const Array points = astype(two_moons(Key(1), 4000), float64),
              center = mean(points, {.axes = {0}});
  const Array scale = cholesky(matmul(transpose(points - center), points - center) / 4000);
  const Array others = two_moons(Key(2), 4000);
  const double of_normal =
      mean(exact_log_prob(others) -
           tfd::MultivariateNormalTriL({.loc = center, .scale_tril = scale}).log_prob(others))
          .item();
  std::printf("%-28s %6.3f nats from the exact density\n", "normal", of_normal);

  const double of_maf = divergence("MAF [512, 512]", flow(maf({512, 512}, 2)), 600);
  const double of_iaf = divergence("IAF [512, 512]", flow(tfb::Invert(maf({512, 512}, 2))), 600);
  const Bijector swap = tfb::Permute({.permutation = {1, 0}});
  const Bijector chain = tfb::Chain(
      {maf({64, 64}, 4), swap, maf({64, 64}, 5), swap, maf({64, 64}, 6), swap, maf({64, 64}, 7)});
  const double of_chain = divergence("chain of four MAF [64, 64]", flow(chain), 2500);

  // One flow can bend the second element only; a chain follows the moons.
  results.add("normal", of_normal);
  results.add("MAF", of_maf);
  results.add("IAF", of_iaf);
  results.add("chain", of_chain);
  results.expect(of_normal > 0.6 && of_maf < of_normal - 0.2, "MAF is nearer than a normal");
  results.expect(of_iaf < of_normal - 0.1, "IAF is nearer than a normal");
  results.expect(of_chain < 0.15 && of_chain > -0.02, "the chain finds the density");
  return results.finish();
}
