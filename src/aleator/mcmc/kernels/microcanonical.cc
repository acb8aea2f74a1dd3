// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/kernels/microcanonical.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/parts/jitter.h"
#include "aleator/mcmc/parts/metropolis.h"
#include "aleator/mcmc/parts/options.h"
#include "aleator/random/random.h"

namespace aleator::mcmc {
namespace {

constexpr const char* kWho = "MetropolisAdjustedMicrocanonicalSampler";

using State = MetropolisAdjustedMicrocanonicalSampler::State;
using Info = MetropolisAdjustedMicrocanonicalSampler::Info;

/// A point of the trajectory; `velocity` has length 1 in units of the metric, and `kinetic` is the
/// change of (size - 1) log |velocity| that the normalisation took out since the start.
struct Point {
  Array position, velocity, log_density, gradient, kinetic;
};

/// The exact flow of the velocity for a time, at a fixed position.
Point turned(const Point& p, const Array& unit, const Array& time) {
  const double others = static_cast<double>(p.position.size() - 1);
  const Array force = p.gradient * unit;
  const Array strength = sqrt(sum(square(force)));
  // Where the density is flat, nothing turns and the direction does not matter.
  const Array direction = force / where(strength > 0., strength, 1.);
  const Array angle = time * strength / others;
  const Array along = sum(direction * p.velocity), decay = exp(-angle);
  const Array forward = (1. - decay) * (1. + decay + along * (1. - decay));
  const Array velocity = direction * forward + 2. * decay * p.velocity;
  const Array stretch = 0.5 * (1. + along + (1. - along) * square(decay));
  Point next = p;
  next.velocity = velocity / sqrt(sum(square(velocity)));
  next.kinetic = p.kinetic + others * (angle + log(stretch));
  return next;
}

Point advance(const Target& target, const Parameters& parameters, const Point& p) {
  const Array unit = sqrt(parameters.inverse_metric), step = max(parameters.step_size);
  Point next = turned(p, unit, 0.5 * step);
  next.position = next.position + step * unit * next.velocity;
  const auto [log_density, gradient] = target.value_and_gradient(next.position);
  next.log_density = log_density;
  next.gradient = gradient;
  return turned(next, unit, 0.5 * step);
}

Point simulate(const Target& target, const Parameters& parameters, const Point& start,
               const Array& num_steps) {
  return repeated(
      num_steps, [&](const Point& point) { return advance(target, parameters, point); }, start);
}

}  // namespace

State MetropolisAdjustedMicrocanonicalSampler::init(const Target& target,
                                                    const Array& position) const {
  check_jitter(kWho, max_leapfrog_steps, trajectory_length);
  check_step_size(kWho, step_size);
  if (position.size() < 2) {
    throw ShapeError(text(kWho,
                          ": the state must have at least 2 numbers, got 1: on a line a velocity "
                          "of fixed length cannot turn; use NoUTurnSampler"));
  }
  const auto [log_density, gradient] = target.value_and_gradient(position);
  return {position, log_density, gradient, astype(0, int64)};
}

std::pair<State, Info> MetropolisAdjustedMicrocanonicalSampler::step(const Key& key,
                                                                     const Target& target,
                                                                     const Parameters& parameters,
                                                                     const State& state) const {
  const auto [velocity_key, accept_key] = split<2>(key);
  const Array number = state.num_transitions + 1, fraction = halton_base2(number);
  const Array num_steps = num_leapfrog_steps(parameters, fraction, max_leapfrog_steps);
  const Array z = random::normal(velocity_key, state.position.shape(), state.position.dtype());
  const Point start{state.position, z / sqrt(sum(square(z))), state.log_density, state.gradient,
                    zeros_like(state.log_density)};
  const Point end = simulate(target, parameters, start, num_steps);
  const auto [is_accepted, log_ratio] =
      metropolis_decision(accept_key, end.log_density - start.log_density - end.kinetic);
  const Arrays chosen = choose(is_accepted, {end.position, end.log_density, end.gradient},
                               {state.position, state.log_density, state.gradient});
  return {State{chosen[0], chosen[1], chosen[2], number},
          Info{.log_accept_ratio = log_ratio,
               .is_transition = true,
               .is_accepted = is_accepted,
               .is_divergent = logical_not(log_ratio > -divergence_threshold),
               .num_steps = num_steps,
               .proposal = {.start = start.position,
                            .end = end.position,
                            .velocity = end.velocity * sqrt(parameters.inverse_metric),
                            .fraction = fraction}}};
}

}  // namespace aleator::mcmc
