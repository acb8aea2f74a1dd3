// SPDX-License-Identifier: Apache-2.0
// Defines ChainSetup, what sample_chain and sample_fold make of their options.
#pragma once

#include "aleator/mcmc/run.h"
#include "aleator/mcmc/sample_chain.h"

#include <utility>

namespace aleator::mcmc {

/// Everything about a run of a given kernel. ValueError where options or the start are wrong.
struct ChainSetup {
  /// `memory_stride` as in Plan.
  ChainSetup(const SampleChainOptions& options, std::int64_t memory_stride);
  ChainSetup(const ChainSetup&) = delete;
  ChainSetup& operator=(const ChainSetup&) = delete;

  RunParts run_parts() const;

  const SampleChainOptions options;
  const Key key;
  const std::pair<Array, Layout> start;
  const Target target;
  const ChainProgram program;
  const Plan plan;
};

}  // namespace aleator::mcmc
