// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/sample_chain.h"

#include "aleator/mcmc/chain_setup.h"
#include "aleator/mcmc/draws_stream.h"

namespace aleator::mcmc {

stats::Posterior sample_chain(const SampleChainOptions& options) {
  const Stopwatch watch;
  const ChainSetup setup(options, 1);
  RunParts parts = setup.run_parts();
  if (!options.draws_path.empty())
    parts.on_block = draws_stream(options.draws_path, setup.plan, parts.starts.told);
  stats::Posterior posterior = execute(parts, watch);
  if (options.trace_fn) posterior.set_trace(traced(options.trace_fn, posterior));
  return posterior;
}

}  // namespace aleator::mcmc
