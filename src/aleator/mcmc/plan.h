// SPDX-License-Identifier: Apache-2.0
// Defines Plan, what a run is to do.
#pragma once

#include "aleator/mcmc/log_density.h"
#include "aleator/mcmc/target.h"

#include <cstdint>
#include <string>
#include <vector>

namespace aleator::mcmc {

/// What a run is to do.
struct Plan {
  std::vector<std::string> names;  ///< of the user's parts
  std::int64_t num_chains = 1;
  std::int64_t num_superchains = 0;  ///< groups of chains that start at one point; 0: none
  std::int64_t num_warmup = 0;       ///< transitions before the first kept one
  std::int64_t num_draws = 1;        ///< kept per chain
  std::int64_t stride = 1;           ///< transitions per kept draw
  std::int64_t memory_stride = 1;    ///< of kept draws, each so many-th is in memory; 0: none
  int num_threads = 1;
  bool show_progress = true;
  std::uint64_t seed = 0;  ///< as reported
  double min_ess = 0;      ///< ends early once every quantity has it, bulk and tail; 0: never
  bool keeps_draws_on_interrupt = true;  ///< Ctrl-C ends the run early
  LogDensity::Report report = {};        ///< of the draws; empty: they stand for themselves
};

/// Draws of every chain that are held in memory once so many are kept.
std::int64_t num_in_memory(const Plan& plan, std::int64_t num_draws);

/// ValueError "<who>: ..." where counts are too large to be carried out, or draws of positions of
/// this layout need more memory than the machine has.
void check_plan(const char* who, const Plan& plan, const Layout& layout);

}  // namespace aleator::mcmc
