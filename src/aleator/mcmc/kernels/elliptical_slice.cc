// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/kernels/elliptical_slice.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/mcmc/parts/options.h"
#include "aleator/random/random.h"

#include <numbers>

namespace aleator::mcmc {
namespace {

constexpr std::int64_t kMaxTries = 100;  // the bracket shrinks below any slice long before

/// Angles between `low` and `high` are left; 0 is the present state.
struct Search {
  EllipticalSliceSampler::State found;
  Array is_found, low, high, angle, num_tries;
};

}  // namespace

EllipticalSliceSampler::State EllipticalSliceSampler::init(const Target& target,
                                                           const Array& position) const {
  return {position, target.log_prob(position)};
}

std::pair<EllipticalSliceSampler::State, EllipticalSliceSampler::Info> EllipticalSliceSampler::step(
    const Key& key, const Target& target, const Parameters&, const State& state) const {
  const auto [prior_key, slice_key, angle_key] = split<3>(key);
  const Array other = raveled("EllipticalSliceSampler", "normal_sampler_fn", target.layout(),
                              normal_sampler_fn(prior_key));
  const Array level = state.log_density - random::exponential(slice_key, {}, float64);
  const auto uniform = [&](const Array& i) { return random::uniform(fold_in(angle_key, i), {}); };
  const Array first = 2 * std::numbers::pi * uniform(astype(0, int64));
  const auto attempt = [&](const Search& s) {
    const Array angle = astype(s.angle, state.position.dtype());
    const Array position = state.position * cos(angle) + other * sin(angle);
    const Array log_density = target.log_prob(position);
    const Array is_found = log_density > level;
    const Array low = where(s.angle < 0., s.angle, s.low),
                high = where(s.angle < 0., s.high, s.angle);
    const Array num_tries = s.num_tries + 1;
    return Search{{where(is_found, position, state.position),
                   where(is_found, log_density, state.log_density)},
                  is_found,
                  low,
                  high,
                  low + (high - low) * uniform(num_tries),
                  num_tries};
  };
  const Search end = while_loop(
      [](const Search& s) { return logical_and(logical_not(s.is_found), s.num_tries < kMaxTries); },
      attempt,
      Search{state, Array(false), first - 2 * std::numbers::pi, first, first, astype(0, int64)});
  return {end.found, Info{.log_accept_ratio = 0.,
                          .is_transition = true,
                          .is_accepted = end.is_found,
                          .num_steps = end.num_tries}};
}

}  // namespace aleator::mcmc
