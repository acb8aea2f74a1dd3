// SPDX-License-Identifier: Apache-2.0
// Defines Metropolis-Hastings with proposals that do not depend on the state.
#pragma once

#include "aleator/base/error.h"
#include "aleator/mcmc/kernel.h"
#include "aleator/mcmc/parts/parts_fn.h"

namespace aleator::mcmc {

/// Metropolis-Hastings with proposals that do not depend on the state, accepted with probability
/// min(1, target(new) q(old) / (target(old) q(new))). It mixes well only where the proposal has
/// heavier tails than the target and is close to it: as a block of a GibbsSampler, say.
///
/// Source: Tierney (1994), "Markov chains for exploring posterior distributions", section 2.3.2.
struct IndependentMetropolis {
  TargetLogProbFn target_log_prob_fn = required("target_log_prob_fn");
  PartsFn<Key> proposal_fn = required("proposal_fn");  ///< (key) -> a draw's parts
  TargetLogProbFn proposal_log_prob_fn = required("proposal_log_prob_fn");  ///< of the same parts

  static constexpr std::string_view kName = "IndependentMetropolis";
  struct State {
    Array position, log_density, proposal_log_density;
  };
  struct Info {
    Array log_accept_ratio, is_transition, is_accepted;
  };
  TargetLogProbFn target() const { return target_log_prob_fn; }
  Parameters parameters() const { return {}; }
  State init(const Target& target, const Array& position) const;
  std::pair<State, Info> step(const Key& key, const Target& target, const Parameters& parameters,
                              const State& state) const;
};

}  // namespace aleator::mcmc
