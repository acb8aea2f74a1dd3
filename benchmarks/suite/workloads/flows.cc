// SPDX-License-Identifier: Apache-2.0
// W14: a masked autoregressive flow of two hidden layers of 512, in float32: training steps of 512
// rows, densities and draws of 10,000 points.
#include "benchmarks/suite/workloads.h"

namespace aleator::bench {
namespace {

namespace tfd = distributions;

constexpr std::int64_t kBatch = 512, kMany = 10'000, kHidden = 512, kSteps = 50;

Distribution made_flow(std::int64_t n) {
  return tfd::TransformedDistribution(
      {.distribution = tfd::Sample(tfd::Normal(astype(0., float32), astype(1., float32)), {n}),
       .bijector = bijectors::MaskedAutoregressiveFlow(
           {.shift_and_log_scale_fn = nn::AutoregressiveNetwork({.params = 2,
                                                                 .event_shape = {n},
                                                                 .hidden_units = {kHidden, kHidden},
                                                                 .activation = relu,
                                                                 .key = Key(2)})})});
}

void train(const Distribution& flow, const Array& points, std::int64_t num_steps) {
  optimize::minimize([&](Array x) { return -mean(flow.log_prob(x)); },
                     {.num_steps = num_steps,
                      .optimizer = optimize::Adam({.learning_rate = 1e-3}),
                      .trainable_variables = trainable_variables(flow),
                      .data = {points},
                      .batch_size = kBatch,
                      .show_progress = false,
                      .key = Key(3)});
}

/// Half of the weights between hidden layers are masked; a row goes through once, thrice to train.
Figure figure(const char* name, std::int64_t n, double num_rows, double seconds) {
  const auto d = static_cast<double>(n);
  const Work work{.operations = num_rows * kHidden * (kHidden + 3 * d), .is_float32 = true};
  return {.name = name, .unit = "ms", .value = 1e3 * seconds, .limit = 1e3 * work.least_seconds()};
}

Workload flow_of(std::int64_t n) {
  const Distribution flow = made_flow(n);
  const Array points = random::normal(Key(1), {4096, n}, float32);
  const Array many = random::normal(Key(5), {kMany, n}, float32);
  eval(points, many);
  const auto log_prob = jit([flow](const Array& x) { return flow.log_prob(x); });
  const auto sample = jit([flow](const Array& words) { return flow.sample({kMany}, Key(words)); });
  const auto run = [=](std::uint64_t seed) {
    const double density = seconds_of([&] { eval(log_prob(many)); });
    const double draws = seconds_of([&] { eval(sample(Key(seed).words())); });
    // What a call of minimize does once is in both, and not in the difference.
    const double few = seconds_of([&] { train(flow, points, kSteps / 5); });
    const double more = seconds_of([&] { train(flow, points, kSteps / 5 + kSteps); });
    return Outcome{.figures = {figure("step", n, 3 * kBatch, (more - few) / kSteps),
                               figure("log_prob", n, kMany, density),
                               figure("sample", n, kMany, draws)}};
  };
  return {.data = {{"points", points}, {"many", many}}, .run = run};
}

}  // namespace

Workload narrow_flow(const Setup&) { return flow_of(2); }
Workload wide_flow(const Setup&) { return flow_of(64); }

}  // namespace aleator::bench
