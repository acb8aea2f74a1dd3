// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/setup.h"

#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/identity.h"
#include "aleator/mcmc/adaptation/trajectory_length.h"
#include "aleator/mcmc/adaptation/windowed.h"
#include "aleator/mcmc/kernels/jittered_hmc.h"
#include "aleator/mcmc/kernels/nuts.h"
#include "aleator/mcmc/kernels/transformed.h"
#include "aleator/mcmc/start.h"

#include <algorithm>

namespace aleator::mcmc {
namespace {

[[noreturn]] void fail(const std::string& what) { throw ValueError(text("sample: ", what)); }

void check_options(const SampleOptions& o) {
  const auto at_least = [](const char* name, std::int64_t value, std::int64_t least) {
    if (value < least) fail(text(name, " must be at least ", least, ", got ", value));
  };
  at_least("num_chains", o.num_chains, 1);
  const std::int64_t k = o.num_superchains;
  if (k != 0 && (k < 2 || k >= o.num_chains || o.num_chains % k != 0)) {
    fail(text("num_superchains must be 0, or at least 2 and divide num_chains into groups of ",
              "several chains; got ", k, " for ", o.num_chains, " chains"));
  }
  at_least("num_warmup", o.num_warmup, 0);
  at_least("num_draws", o.num_draws, 1);
  at_least("num_steps_between_results", o.num_steps_between_results, 0);
  at_least("num_threads", o.num_threads, 1);
  if (!o.keeps_draws_in_memory && o.draws_path.empty())
    fail("keeps_draws_in_memory = false needs a draws_path, where draws are kept instead");
  if (!(o.min_ess >= 0)) fail(text("min_ess must not be negative, got ", o.min_ess));
}

/// 0 in the unconstrained space, for parts whose shapes the target knows.
Arrays middle(const LogDensity& target, const Bijectors& bijectors) {
  if (target.shapes().empty()) {
    fail(
        "current_state is required: a function of Arrays does not tell their shapes; give one draw "
        "of each part");
  }
  Arrays state;
  for (std::size_t i = 0; i < target.shapes().size(); ++i) {
    const Bijector& b = bijectors[bijectors.size() == 1 ? 0 : i];
    state.push_back(b.forward(zeros(b.inverse_event_shape(target.shapes()[i]))));
  }
  return state;
}

SampledParts parts_of(const LogDensity& target, const SampleOptions& o) {
  SampledParts parts;
  parts.names = o.names.empty() ? target.names() : o.names;
  parts.bijectors = o.bijector.empty() ? target.bijectors() : o.bijector;
  if (parts.bijectors.empty()) parts.bijectors = {bijectors::Identity()};
  parts.state = o.current_state.empty() ? middle(target, parts.bijectors) : o.current_state;
  const int num_parts = target.log_prob_fn().num_parts();
  if (num_parts >= 0 && num_parts != static_cast<int>(parts.state.size())) {
    fail(text("the log density takes ", num_parts, " Arrays, current_state has ",
              parts.state.size(), " parts"));
  }
  return parts;
}

/// Of a run that is not held in memory, draws for the table are.
std::int64_t memory_stride(const SampleOptions& o) {
  constexpr std::int64_t kDrawsForTheTable = 1000;
  return o.keeps_draws_in_memory ? 1 : std::max<std::int64_t>(1, o.num_draws / kDrawsForTheTable);
}

SampleOptions with_seed(SampleOptions options) {
  check_options(options);
  if (!options.seed) options.seed = entropy_seed();
  return options;
}

Kernel kernel_of(const LogDensity& target, const SampleOptions& o, const Bijectors& bijectors) {
  const TargetLogProbFn& log_prob = target.log_prob_fn();
  const auto transformed = [&](const Kernel& inner) {
    return TransformedTransitionKernel({.inner_kernel = inner, .bijector = bijectors});
  };
  if (o.algorithm == ChEES) {
    return GradientBasedTrajectoryLengthAdaptation(
        {.inner_kernel = transformed(JitteredHamiltonianMonteCarlo(
             {.target_log_prob_fn = log_prob, .trajectory_length = 1., .step_size = 0.1})),
         .num_adaptation_steps = o.num_warmup,
         .target_accept_prob = o.target_accept_prob.value_or(0.651)});
  }
  return WindowedAdaptation(
      {.inner_kernel = transformed(NoUTurnSampler(
           {.target_log_prob_fn = log_prob, .step_size = 0.1, .max_tree_depth = o.max_tree_depth})),
       .num_adaptation_steps = o.num_warmup,
       .target_accept_prob = o.target_accept_prob.value_or(0.8)});
}

}  // namespace

Setup::Setup(const LogDensity& log_density, const SampleOptions& given)
    : options(with_seed(given)),
      parts(parts_of(log_density, options)),
      kernel(kernel_of(log_density, options, parts.bijectors)),
      start(start_of("sample", parts.state, parts.names, kernel.rules())),
      target(kernel.rules().target(), start.second),
      program(kernel, target, start.second),
      plan{.names = start.second.names,
           .num_chains = options.num_chains,
           .num_superchains = options.num_superchains,
           .num_warmup = options.num_warmup,
           .num_draws = options.num_draws,
           .stride = options.num_steps_between_results + 1,
           .memory_stride = memory_stride(options),
           .num_threads = options.num_threads,
           .show_progress = options.show_progress,
           .seed = *options.seed,
           .min_ess = options.min_ess,
           .keeps_draws_on_interrupt = options.keeps_draws_on_interrupt,
           .report = log_density.report()} {
  check_plan("sample", plan, start.second);
}

Key Setup::run_key() const { return split<2>(Key(*options.seed))[1]; }

RunParts Setup::run_parts(const StartingPoints& starts) const {
  return {plan, kernel, target, program, run_key(), starts};
}

StartingPoints Setup::starts() const {
  return starting_points(target, kernel.rules(),
                         {.center = start.first,
                          .num_chains = options.num_chains,
                          .num_superchains = options.num_superchains,
                          .follows_paths = options.uses_pathfinder},
                         split<2>(Key(*options.seed))[0]);
}

}  // namespace aleator::mcmc
