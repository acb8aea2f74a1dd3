// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/kernels/jittered_hmc.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/mcmc/parts/hamiltonian.h"
#include "aleator/mcmc/parts/jitter.h"
#include "aleator/mcmc/parts/metropolis.h"
#include "aleator/mcmc/parts/options.h"

namespace aleator::mcmc {
namespace {

using State = JitteredHamiltonianMonteCarlo::State;
using Info = JitteredHamiltonianMonteCarlo::Info;

PhasePoint simulate(const Target& target, const Parameters& parameters, const PhasePoint& start,
                    const Array& num_steps) {
  return repeated(
      num_steps, [&](const PhasePoint& point) { return leapfrog(target, parameters, point); },
      start);
}

}  // namespace

State JitteredHamiltonianMonteCarlo::init(const Target& target, const Array& position) const {
  check_jitter("JitteredHamiltonianMonteCarlo", max_leapfrog_steps, trajectory_length);
  check_step_size("JitteredHamiltonianMonteCarlo", step_size);
  const auto [log_density, gradient] = target.value_and_gradient(position);
  return {position, log_density, gradient, astype(0, int64)};
}

std::pair<State, Info> JitteredHamiltonianMonteCarlo::step(const Key& key, const Target& target,
                                                           const Parameters& parameters,
                                                           const State& state) const {
  const auto [momentum_key, accept_key] = split<2>(key);
  const Array number = state.num_transitions + 1, fraction = halton_base2(number);
  const Array num_steps = num_leapfrog_steps(parameters, fraction, max_leapfrog_steps);
  const PhasePoint start{state.position,
                         sample_momentum(momentum_key, state.position, parameters.inverse_metric),
                         state.log_density, state.gradient};
  const PhasePoint end = simulate(target, parameters, start, num_steps);
  const Array energy = total_energy(start, parameters.inverse_metric);
  const auto [is_accepted, log_ratio] =
      metropolis_decision(accept_key, energy - total_energy(end, parameters.inverse_metric));
  const Arrays chosen = choose(is_accepted, {end.position, end.log_density, end.gradient},
                               {state.position, state.log_density, state.gradient});
  return {State{chosen[0], chosen[1], chosen[2], number},
          Info{.log_accept_ratio = log_ratio,
               .is_transition = true,
               .is_accepted = is_accepted,
               .is_divergent = logical_not(log_ratio > -divergence_threshold),
               .energy = energy,
               .num_steps = num_steps,
               .proposal = {.start = start.position,
                            .end = end.position,
                            .velocity = velocity(parameters, end.momentum),
                            .fraction = fraction}}};
}

}  // namespace aleator::mcmc
