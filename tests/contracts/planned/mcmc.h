// SPDX-License-Identifier: Apache-2.0
// Declares mcmc::sample, the call that chooses all else.
#pragma once

#include "aleator/stats/posterior.h"

#include <string>
#include <vector>

#include "planned/log_density.h"

namespace aleator::mcmc {

enum class Algorithm { NUTS, ChEES };
using enum Algorithm;

struct SampleOptions {
  Arrays current_state = {};            ///< one draw's parts; empty: the target's shapes
  Bijectors bijector = {};              ///< one per part; empty: the target's
  std::vector<std::string> names = {};  ///< one per part; empty: the target's
  std::int64_t num_chains = 8;
  std::int64_t num_warmup = 1000;
  std::int64_t num_draws = 1000;
  Algorithm algorithm = NUTS;
  double target_accept_prob = 0.8;
  int max_tree_depth = 10;
  int num_threads = 1;
  std::optional<std::uint64_t> seed = {};  ///< absent: from entropy, reported
};
/// Samples a model's target or any function of Arrays.
stats::Posterior sample(const LogDensity& target, const SampleOptions& options = {});

}  // namespace aleator::mcmc
