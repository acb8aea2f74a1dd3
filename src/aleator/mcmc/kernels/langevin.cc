// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/kernels/langevin.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/mcmc/kernels/metropolis_hastings.h"
#include "aleator/mcmc/parts/options.h"
#include "aleator/random/random.h"

namespace aleator::mcmc {

UncalibratedLangevin::State UncalibratedLangevin::init(const Target& target,
                                                       const Array& position) const {
  check_step_size("MetropolisAdjustedLangevinAlgorithm", step_size);
  const auto [log_density, gradient] = target.value_and_gradient(position);
  return {position, log_density, gradient};
}

std::pair<UncalibratedLangevin::State, UncalibratedLangevin::Info> UncalibratedLangevin::step(
    const Key& key, const Target& target, const Parameters& parameters, const State& state) const {
  const Array scale = sqrt(parameters.step_size * parameters.inverse_metric);
  const Array noise = random::normal(key, state.position.shape(), state.position.dtype());
  const Array position = state.position + scale * (0.5 * scale * state.gradient + noise);
  const auto [log_density, gradient] = target.value_and_gradient(position);
  // The way back needs minus this noise.
  const Array noise_back = noise + 0.5 * scale * (state.gradient + gradient);
  return {State{position, log_density, gradient},
          Info{.log_accept_ratio = 0.,
               .is_transition = true,
               .log_acceptance_correction = 0.5 * sum(square(noise) - square(noise_back))}};
}

Ref<const KernelRules> MetropolisAdjustedLangevinAlgorithm::rules() const {
  return MetropolisHastings(
             {.inner_kernel = UncalibratedLangevin(
                  {.target_log_prob_fn = target_log_prob_fn, .step_size = step_size})})
      .rules();
}

}  // namespace aleator::mcmc
