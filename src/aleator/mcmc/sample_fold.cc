// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/sample_fold.h"

#include "aleator/array/lists.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/chain_setup.h"
#include "aleator/stats/interrupt.h"

namespace aleator::mcmc {
namespace {

SampleChainOptions chain_options(const SampleFoldOptions& o) {
  return {.num_results = o.num_steps,
          .num_burnin_steps = o.num_burnin_steps,
          .num_steps_between_results = o.num_steps_between_results,
          .num_chains = o.num_chains,
          .current_state = o.current_state,
          .names = o.names,
          .kernel = o.kernel,
          .num_threads = o.num_threads,
          .show_progress = o.show_progress,
          .key = o.key};
}

}  // namespace

Arrays sample_fold(const SampleFoldOptions& options) {
  const ChainSetup setup(chain_options(options), 0);
  const std::size_t num_parts = setup.plan.names.size();
  std::vector<Arrays> states;
  RunParts parts = setup.run_parts();
  parts.on_block = [&](const Arrays& draws) {
    const Arrays block = part_of(draws, 0, num_parts);
    const bool is_first = states.empty();
    for (std::size_t i = 0; i < options.reducers.size(); ++i) {
      const ReducerRules& rules = options.reducers[i].rules();
      if (is_first) states.push_back(rules.initialize(block));
      states[i] = rules.one_step(states[i], block);
      eval(states[i]);
    }
  };
  const stats::InterruptScope scope;
  Run run(parts);
  run.run_to(run.num_transitions());
  if (run.num_draws() == 0)
    throw ValueError("sample_fold: interrupted before the first draws of all chains");
  Arrays results;
  for (std::size_t i = 0; i < options.reducers.size(); ++i)
    results.push_back(options.reducers[i].rules().finalize(states[i]));
  return results;
}

}  // namespace aleator::mcmc
