// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/kernels/random_walk.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/mcmc/kernels/metropolis_hastings.h"
#include "aleator/mcmc/parts/options.h"
#include "aleator/random/random.h"

namespace aleator::mcmc {

UncalibratedRandomWalk::State UncalibratedRandomWalk::init(const Target& target,
                                                           const Array& position) const {
  check_step_size("UncalibratedRandomWalk", step_size);
  return {position, target.log_prob(position)};
}

std::pair<UncalibratedRandomWalk::State, UncalibratedRandomWalk::Info> UncalibratedRandomWalk::step(
    const Key& key, const Target& target, const Parameters& parameters, const State& state) const {
  const Array position =
      state.position + parameters.step_size * sqrt(parameters.inverse_metric) *
                           random::normal(key, state.position.shape(), state.position.dtype());
  return {State{position, target.log_prob(position)},
          Info{.log_accept_ratio = 0., .is_transition = true}};
}

Ref<const KernelRules> RandomWalkMetropolis::rules() const {
  return MetropolisHastings(
             {.inner_kernel = UncalibratedRandomWalk(
                  {.target_log_prob_fn = target_log_prob_fn, .step_size = step_size})})
      .rules();
}

}  // namespace aleator::mcmc
