// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/sample.h"

#include "aleator/mcmc/draws_stream.h"
#include "aleator/mcmc/setup.h"

namespace aleator::mcmc {

stats::Posterior sample(const LogDensity& target, const SampleOptions& options) {
  const Stopwatch watch;
  const Setup setup(target, options);
  RunParts parts = setup.run_parts(setup.starts());
  if (!options.draws_path.empty())
    parts.on_block = draws_stream(options.draws_path, setup.plan, parts.starts.told);
  return execute(parts, watch);
}

}  // namespace aleator::mcmc
