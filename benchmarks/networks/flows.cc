// SPDX-License-Identifier: Apache-2.0
// aleator_flows: training steps, densities and draws of a masked autoregressive flow. See
// ../README.md.
#include <aleator/aleator.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>

using namespace aleator;
namespace tfd = aleator::distributions;

namespace {

double cpu_seconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Action>
double cpu_ms(const Action& action, int num_repeats) {
  action();
  const double start = cpu_seconds();
  for (int i = 0; i < num_repeats; ++i) action();
  return 1e3 * (cpu_seconds() - start) / num_repeats;
}

void train(const Distribution& flow, const Array& points, std::int64_t num_steps) {
  optimize::minimize([&](Array x) { return -mean(flow.log_prob(x)); },
                     {.num_steps = num_steps,
                      .optimizer = optimize::Adam({.learning_rate = 1e-3}),
                      .trainable_variables = trainable_variables(flow),
                      .data = {points},
                      .batch_size = 512,
                      .show_progress = false,
                      .key = Key(3)});
}

}  // namespace

int main(int argc, char** argv) {
  const std::int64_t n = argc > 1 ? std::atoll(argv[1]) : 2;
  const Distribution flow = tfd::TransformedDistribution(
      {.distribution = tfd::Sample(tfd::Normal(astype(0., float32), astype(1., float32)), {n}),
       .bijector = bijectors::MaskedAutoregressiveFlow(
           {.shift_and_log_scale_fn = nn::AutoregressiveNetwork({.params = 2,
                                                                 .event_shape = {n},
                                                                 .hidden_units = {512, 512},
                                                                 .activation = relu,
                                                                 .key = Key(2)})})});
  const Array points = random::normal(Key(1), {4096, n}, float32),
              many = random::normal(Key(5), {10000, n}, float32);
  const auto log_prob = jit([&](const Array& x) { return flow.log_prob(x); });
  const auto sample = jit([&](const Array& words) { return flow.sample({10000}, Key(words)); });
  const double density = cpu_ms([&] { eval(log_prob(many)); }, 3);
  const double draws = cpu_ms([&] { eval(sample(Key(9).words())); }, 3);
  // Compilation and start are in both, and not in the difference.
  constexpr std::int64_t kNumSteps = 50;
  const double few = cpu_ms([&] { train(flow, points, kNumSteps); }, 1);
  const double more = cpu_ms([&] { train(flow, points, 2 * kNumSteps); }, 1);
  std::printf("{\"step\": %.4f, \"log_prob\": %.4f, \"sample\": %.4f}\n", (more - few) / kNumSteps,
              density, draws);
}
