// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/kernels/jittered_hmc.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/parts/hamiltonian.h"
#include "aleator/mcmc/parts/metropolis.h"
#include "aleator/mcmc/parts/options.h"

namespace aleator::mcmc {
namespace {

using State = JitteredHamiltonianMonteCarlo::State;
using Info = JitteredHamiltonianMonteCarlo::Info;

void check(const JitteredHamiltonianMonteCarlo& o) {
  constexpr const char* kWho = "JitteredHamiltonianMonteCarlo";
  if (o.max_leapfrog_steps < 1) {
    throw ValueError(
        text(kWho, ": max_leapfrog_steps must be at least 1, got ", o.max_leapfrog_steps));
  }
  if (o.trajectory_length.rank() != 0) {
    throw ShapeError(text(kWho, ": trajectory_length must be a scalar, got shape ",
                          o.trajectory_length.shape()));
  }
  if (o.trajectory_length.is_known() && !(o.trajectory_length.item() > 0)) {
    throw ValueError(
        text(kWho, ": trajectory_length must be positive, got ", o.trajectory_length.item()));
  }
  check_step_size(kWho, o.step_size);
}

/// Between 1 and the most, also where a parameter is not a number.
Array num_leapfrog_steps(const Parameters& parameters, const Array& fraction, int most) {
  const Array wanted =
      ceil(fraction * parameters.trajectory_length / max(astype(parameters.step_size, float64)));
  return astype(where(wanted >= 1., minimum(wanted, static_cast<double>(most)), 1.), int64);
}

PhasePoint simulate(const Target& target, const Parameters& parameters, const PhasePoint& start,
                    const Array& num_steps) {
  struct Loop {
    PhasePoint point;
    Array steps;
  };
  return while_loop([&](const Loop& l) { return l.steps < num_steps; },
                    [&](const Loop& l) {
                      return Loop{leapfrog(target, parameters, l.point), l.steps + 1};
                    },
                    Loop{start, astype(0, int64)})
      .point;
}

}  // namespace

Array halton_base2(const Array& n) {
  Array bits = astype(n, uint32);
  const auto mirror = [&](std::int64_t width, std::int64_t mask) {
    const Array m = astype(mask, uint32), distance = astype(width, uint32);
    bits = bitwise_or(bitwise_and(shift_right_logical(bits, distance), m),
                      shift_left(bitwise_and(bits, m), distance));
  };
  mirror(1, 0x55555555);
  mirror(2, 0x33333333);
  mirror(4, 0x0F0F0F0F);
  mirror(8, 0x00FF00FF);
  mirror(16, 0x0000FFFF);
  return astype(bits, float64) * 0x1p-32;
}

State JitteredHamiltonianMonteCarlo::init(const Target& target, const Array& position) const {
  check(*this);
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
