// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/chain_setup.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/start.h"

namespace aleator::mcmc {
namespace {

void check_options(const SampleChainOptions& o, const TargetLogProbFn& target) {
  const auto fail = [](auto... pieces) { throw ValueError(text("sample_chain: ", pieces...)); };
  if (!target) fail("the kernel has no target_log_prob_fn");
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

std::uint64_t seed_of(const Key& key) {
  const std::vector<std::uint32_t> words = key.words().values<std::uint32_t>();
  return static_cast<std::uint64_t>(words[0]) << 32 | words[1];
}

const SampleChainOptions& checked(const SampleChainOptions& options) {
  check_options(options, options.kernel.rules().target());
  return options;
}

std::pair<Array, Layout> checked_start(const SampleChainOptions& o) {
  auto start = start_of("sample_chain", o.current_state, o.names, o.kernel.rules());
  check_parameters("sample_chain", o.kernel.rules().parameters(), start.second);
  return start;
}

}  // namespace

ChainSetup::ChainSetup(const SampleChainOptions& given, std::int64_t memory_stride)
    : options(checked(given)),
      key(options.key ? *options.key : Key(entropy_seed())),
      start(checked_start(options)),
      target(options.kernel.rules().target(), start.second),
      program(options.kernel, target, start.second),
      plan{.names = start.second.names,
           .num_chains = options.num_chains,
           .num_warmup = options.num_burnin_steps,
           .num_draws = options.num_results,
           .stride = options.num_steps_between_results + 1,
           .memory_stride = memory_stride,
           .num_threads = options.num_threads,
           .show_progress = options.show_progress,
           .seed = seed_of(key)} {
  check_start("sample_chain", target, start.first);
  check_plan("sample_chain", plan, start.second);
}

RunParts ChainSetup::run_parts() const {
  Arrays parts;
  for (const Array& part : options.current_state)
    parts.push_back(astype(as_floating(part), start.second.dtype));
  return {plan,   options.kernel,
          target, program,
          key,    given_point(start.first, parts, plan.names, plan.num_chains)};
}

}  // namespace aleator::mcmc
