// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/sample_chain.h"

#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/run.h"
#include "aleator/mcmc/start.h"

namespace aleator::mcmc {
namespace {

void check_options(const SampleChainOptions& o, const TargetLogProbFn& target) {
  const auto fail = [](auto... pieces) { throw ValueError(text("sample_chain: ", pieces...)); };
  if (o.num_results < 1) fail("num_results must be at least 1, got ", o.num_results);
  if (o.num_burnin_steps < 0)
    fail("num_burnin_steps must not be negative, got ", o.num_burnin_steps);
  if (o.num_steps_between_results < 0)
    fail("num_steps_between_results must not be negative, got ", o.num_steps_between_results);
  if (o.num_chains < 1) fail("num_chains must be at least 1, got ", o.num_chains);
  if (o.num_threads < 1) fail("num_threads must be at least 1, got ", o.num_threads);
  if (o.current_state.empty()) fail("current_state must have at least one part");
  const auto num_parts = static_cast<int>(o.current_state.size());
  if (target.num_parts() >= 0 && target.num_parts() != num_parts) {
    fail("target_log_prob_fn takes ", target.num_parts(), " Arrays, current_state has ", num_parts,
         " parts");
  }
  checked_names("sample_chain", o.names, o.current_state.size());
  if (!o.kernel.rules().is_calibrated())
    fail("the kernel ", o.kernel.rules().name(),
         " is a proposal without a Metropolis decision; wrap it in MetropolisHastings");
  // Kept draws come from a fixed kernel, and from blocks of chains that know nothing of each other.
  const auto adaptation = o.kernel.rules().adaptation();
  if (adaptation && adaptation->num_steps() > o.num_burnin_steps)
    fail("num_adaptation_steps must be at most num_burnin_steps, got ", adaptation->num_steps(),
         " and ", o.num_burnin_steps);
}

}  // namespace

namespace {

std::uint64_t seed_of(const Key& key) {
  const std::vector<std::uint32_t> words = key.words().values<std::uint32_t>();
  return static_cast<std::uint64_t>(words[0]) << 32 | words[1];
}

}  // namespace

stats::Posterior sample_chain(const SampleChainOptions& options) {
  const Stopwatch watch;
  const TargetLogProbFn log_prob = options.kernel.rules().target();
  if (!log_prob) throw ValueError("sample_chain: the kernel has no target_log_prob_fn");
  check_options(options, log_prob);
  const Key key = options.key ? *options.key : Key(entropy_seed());
  const auto [position, layout] =
      start_of("sample_chain", options.current_state, options.names, options.kernel.rules());
  check_parameters("sample_chain", options.kernel.rules().parameters(), layout);
  const Target target(log_prob, layout);
  check_start("sample_chain", target, position);
  const ChainProgram program(options.kernel, target, layout);
  const Plan plan{.names = layout.names,
                  .num_chains = options.num_chains,
                  .num_warmup = options.num_burnin_steps,
                  .num_draws = options.num_results,
                  .stride = options.num_steps_between_results + 1,
                  .num_threads = options.num_threads,
                  .show_progress = options.show_progress,
                  .seed = seed_of(key)};
  check_plan("sample_chain", plan, layout);
  const StartingPoints starts =
      given_point(position, options.current_state, layout.names, options.num_chains);
  return execute({plan, options.kernel, target, program, key, starts}, watch);
}

}  // namespace aleator::mcmc
