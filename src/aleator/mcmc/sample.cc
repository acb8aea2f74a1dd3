// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/sample.h"

#include "aleator/mcmc/setup.h"

namespace aleator::mcmc {

stats::Posterior sample(const LogDensity& target, const SampleOptions& options) {
  const Stopwatch watch;
  const Setup setup(target, options);
  return execute(setup.run_parts(setup.starts()), watch);
}

}  // namespace aleator::mcmc
