// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/kernels/independent.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/parts/metropolis.h"
#include "aleator/mcmc/parts/options.h"

namespace aleator::mcmc {

IndependentMetropolis::State IndependentMetropolis::init(const Target& target,
                                                         const Array& position) const {
  const Array log_q = proposal_log_prob_fn(target.layout().unravel(position));
  if (log_q.rank() != 0) {
    throw ShapeError(text(
        "IndependentMetropolis: proposal_log_prob_fn must return a scalar for one draw, got shape ",
        log_q.shape(), "; sum its terms"));
  }
  return {position, target.log_prob(position), astype(log_q, target.layout().dtype)};
}

std::pair<IndependentMetropolis::State, IndependentMetropolis::Info> IndependentMetropolis::step(
    const Key& key, const Target& target, const Parameters&, const State& state) const {
  const auto [proposal_key, accept_key] = split<2>(key);
  const State proposed = init(target, raveled("IndependentMetropolis", "proposal_fn",
                                              target.layout(), proposal_fn(proposal_key)));
  const auto [is_accepted, log_ratio] =
      metropolis_decision(accept_key, (proposed.log_density - proposed.proposal_log_density) -
                                          (state.log_density - state.proposal_log_density));
  const Arrays chosen = choose(is_accepted, flatten<Array>(proposed), flatten<Array>(state));
  return {unflatten<Array>(state, chosen),
          Info{.log_accept_ratio = log_ratio, .is_transition = true, .is_accepted = is_accepted}};
}

}  // namespace aleator::mcmc
