// SPDX-License-Identifier: Apache-2.0
// Declares mcmc::sample, the call that chooses all else.
#pragma once

#include "aleator/mcmc/log_density.h"
#include "aleator/stats/posterior.h"

#include <optional>
#include <string>
#include <vector>

namespace aleator::mcmc {

enum class Algorithm {
  NUTS,  ///< each chain finds the length of every trajectory
  ChEES  ///< all chains share one length, found in the warm-up: for many chains
};
using enum Algorithm;

struct SampleOptions {
  Arrays current_state = {};            ///< one draw's parts; empty: the target's shapes
  Bijectors bijector = {};              ///< one per part, or one for all; empty: the target's
  std::vector<std::string> names = {};  ///< one per part; empty: the target's
  std::int64_t num_chains = 8;          ///< one SIMD register of them costs about what one costs
  /// Groups of chains that start at one point each: for many short chains, whose convergence
  /// nested R-hat tells and R-hat cannot. Divides num_chains; 0: every chain has its own point.
  std::int64_t num_superchains = 0;
  std::int64_t num_warmup = 1000;
  std::int64_t num_draws = 1000;
  std::int64_t num_steps_between_results = 0;  ///< transitions dropped between two kept draws
  Algorithm algorithm = NUTS;
  std::optional<double> target_accept_prob = {};  ///< absent: NUTS 0.8, ChEES 0.651
  int max_tree_depth = 10;
  bool uses_pathfinder = false;  ///< a path from each chain's uniform point, and a draw at its end
  int num_threads = 1;           ///< draws do not depend on it
  std::optional<std::uint64_t> seed = {};  ///< absent: from entropy, reported
  bool show_progress = true;               ///< a live line on stderr
  double min_ess = 0;  ///< ends early once every quantity has so many effective draws, bulk and
                       ///< tail, and (nested) R-hat is at most 1.01; looked at ten times; 0: never
  bool keeps_draws_on_interrupt = true;  ///< Ctrl-C returns the draws so far; again: as usual
  std::string draws_path = {};  ///< a new file to which draws are appended while they come, so that
                                ///< nothing is lost with the program; see read_posterior
  bool keeps_draws_in_memory = true;  ///< false, for runs larger than memory: the result has at
                                      ///< most 1000 of each chain, evenly thinned; the file all
};

/// Samples a model's target or any function of Arrays. Chains start at points of their own, uniform
/// over (-2, 2) around `current_state` (or 0) in the unconstrained space; with `uses_pathfinder`
/// each goes from there to a draw of one Pathfinder path of its own. Step size and metric adapt
/// during the warm-up, whose draws are not kept. The result's `starts()` are the points, and how
/// each was found.
///
/// Draws depend on target, options and seed, never on num_threads. Throws ValueError where no
/// finite start is found, naming the term that is not finite.
stats::Posterior sample(const LogDensity& target, const SampleOptions& options = {});

}  // namespace aleator::mcmc
