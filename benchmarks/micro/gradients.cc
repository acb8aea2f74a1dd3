// SPDX-License-Identifier: Apache-2.0
// Defines the comparison of gradients: agreement first, then interleaved times.
#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "benchmarks/micro/gradient.h"
#include "benchmarks/micro/parts.h"

namespace aleator::bench {
namespace {

/// The kernel whose lane width is fastest here, measured now.
HandGradient fastest_kernel(const Model& model, Dtype dtype, const Settings& settings) {
  std::vector<HandGradient> candidates;
  for (const hand::Kernel& kernel : model.hand_kernels()) {
    if (kernel.is_float32 != (dtype == float32)) continue;
    candidates.emplace_back(model, kernel, settings.num_chains);
    candidates.back().set_positions(random_positions(model, settings.num_chains, 0));
  }
  std::vector<double> times;
  for (HandGradient& candidate : candidates) {
    times.push_back(time_call([&] { candidate.run(); }, settings));
  }
  const auto best = std::min_element(times.begin(), times.end()) - times.begin();
  return std::move(candidates[static_cast<std::size_t>(best)]);
}

double check(const Model& model, HandGradient& by_hand, AleatorGradient& by_aleator,
             const Settings& settings) {
  double largest = 0;
  for (std::size_t seed = 1; seed <= (settings.is_quick ? 1 : 3); ++seed) {
    const Numbers positions = random_positions(model, settings.num_chains, seed);
    by_hand.set_positions(positions);
    by_aleator.set_positions(positions);
    largest = std::max(largest, largest_difference(by_aleator.result(), by_hand.result()));
  }
  return largest;
}

bool report_gradient(const Model& model, Dtype dtype, const Settings& settings, Report& report) {
  HandGradient by_hand = fastest_kernel(model, dtype, settings);
  const LogDensity density = model.log_density(dtype);
  const double start = process_cpu_ms();
  AleatorGradient by_aleator(model, density, dtype, settings.num_chains);
  by_aleator.set_positions(random_positions(model, settings.num_chains, 0));
  const double traced = process_cpu_ms();
  by_aleator.run();
  const double first_call = process_cpu_ms() - traced;

  const double difference = check(model, by_hand, by_aleator, settings);
  const bool is_right = difference <= (dtype == float64 ? 1e-10 : 1e-3);
  const Comparison times = compare([&] { by_hand.run(); }, [&] { by_aleator.run(); }, settings);
  const Comparison steps =
      compare([&] { by_hand.run_steps(); }, [&] { by_aleator.run_steps(); }, settings);
  const double ns_per_chain = 1e6 / static_cast<double>(settings.num_chains),
               ns_per_step = ns_per_chain / kNumSteps;
  report.add("ns per gradient and chain",
             {{"model", model.name},
              {"dtype", name_of(dtype)},
              {"L", by_hand.num_lanes()},
              {"hand", rounded(steps.first_ms * ns_per_step)},
              {"aleator", rounded(steps.second_ms * ns_per_step)},
              {"hand/aleator", rounded(steps.ratio)},
              {"spread", rounded(steps.spread)},
              {"one call", rounded(times.second_ms * ns_per_chain)},
              {"hand/one call", rounded(times.ratio)},
              {"repeats", steps.num_repeats},
              {"trace ms", rounded(traced - start)},
              {"compile ms", rounded(std::max(0., first_call - times.second_ms))},
              {"difference", rounded(difference)}});
  if (!is_right) std::cerr << model.name << ": hand and Aleator disagree by " << difference << "\n";
  return is_right;
}

}  // namespace

bool report_gradients(const Settings& settings, Report& report) {
  setenv("ALEATOR_CACHE_DIR", "off",
         0);  // so that "compile ms" compiles; the user's wish goes first
  bool is_right = true;
  for (const Dtype dtype : {float64, float32}) {
    for (const Model& model : all_models()) {
      if (settings.selects(model.name)) {
        is_right = report_gradient(model, dtype, settings, report) && is_right;
      }
    }
  }
  return is_right;
}

void run_gradients(int num_runs, const Settings& settings) {
  for (const Model& model : all_models()) {
    if (!settings.selects(model.name)) continue;
    AleatorGradient gradient(model, model.log_density(float64), float64, settings.num_chains);
    gradient.set_positions(random_positions(model, settings.num_chains, 0));
    for (int i = 0; i < num_runs; ++i) gradient.run();
  }
}

}  // namespace aleator::bench
