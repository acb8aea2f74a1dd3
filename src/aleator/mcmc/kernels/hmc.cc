// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/kernels/hmc.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/parts/hamiltonian.h"
#include "aleator/mcmc/parts/metropolis.h"
#include "aleator/mcmc/parts/options.h"

namespace aleator::mcmc {
namespace {

void check(const char* who, int num_leapfrog_steps, const Array& step_size) {
  if (num_leapfrog_steps < 1)
    throw ValueError(
        text(who, ": num_leapfrog_steps must be at least 1, got ", num_leapfrog_steps));
  check_step_size(who, step_size);
}

struct Trajectory {
  PhasePoint start, end;
};

Trajectory simulate(const Key& key, const Target& target, const Parameters& parameters,
                    const HamiltonianMonteCarlo::State& state, int num_steps) {
  const Array momentum = sample_momentum(key, state.position, parameters.inverse_metric);
  const PhasePoint start{state.position, momentum, state.log_density, state.gradient};
  const PhasePoint end = fori_loop(
      0, num_steps,
      [&](const Array&, const PhasePoint& point) { return leapfrog(target, parameters, point); },
      start);
  return {start, end};
}

HamiltonianMonteCarlo::State state_of(const PhasePoint& point) {
  return {point.position, point.log_density, point.gradient};
}

}  // namespace

HamiltonianMonteCarlo::State HamiltonianMonteCarlo::init(const Target& target,
                                                         const Array& position) const {
  check("HamiltonianMonteCarlo", num_leapfrog_steps, step_size);
  const auto [log_density, gradient] = target.value_and_gradient(position);
  return {position, log_density, gradient};
}

std::pair<HamiltonianMonteCarlo::State, HamiltonianMonteCarlo::Info> HamiltonianMonteCarlo::step(
    const Key& key, const Target& target, const Parameters& parameters, const State& state) const {
  const auto [momentum_key, accept_key] = split<2>(key);
  const auto [start, end] = simulate(momentum_key, target, parameters, state, num_leapfrog_steps);
  const Array energy = total_energy(start, parameters.inverse_metric);
  const auto [is_accepted, log_ratio] =
      metropolis_decision(accept_key, energy - total_energy(end, parameters.inverse_metric));
  const Arrays chosen = choose(is_accepted, flatten<Array>(state_of(end)), flatten<Array>(state));
  return {unflatten<Array>(state, chosen),
          Info{.log_accept_ratio = log_ratio,
               .is_transition = true,
               .is_accepted = is_accepted,
               .is_divergent =
                   logical_not(log_ratio > -divergence_threshold),  // -inf, from NaN, diverges too
               .energy = energy,
               .num_steps = num_leapfrog_steps}};
}

UncalibratedHamiltonianMonteCarlo::State UncalibratedHamiltonianMonteCarlo::init(
    const Target& target, const Array& position) const {
  check("UncalibratedHamiltonianMonteCarlo", num_leapfrog_steps, step_size);
  const auto [log_density, gradient] = target.value_and_gradient(position);
  return {position, log_density, gradient};
}

std::pair<UncalibratedHamiltonianMonteCarlo::State, UncalibratedHamiltonianMonteCarlo::Info>
UncalibratedHamiltonianMonteCarlo::step(const Key& key, const Target& target,
                                        const Parameters& parameters, const State& state) const {
  const auto [start, end] = simulate(key, target, parameters, state, num_leapfrog_steps);
  const Array before = kinetic_energy(start.momentum, parameters.inverse_metric);
  const Array after = kinetic_energy(end.momentum, parameters.inverse_metric);
  return {state_of(end), Info{.log_accept_ratio = 0.,
                              .is_transition = true,
                              .energy = before - start.log_density,
                              .log_acceptance_correction = before - after,
                              .num_steps = num_leapfrog_steps}};
}

}  // namespace aleator::mcmc
