// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/kernels/slice.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/parts/options.h"
#include "aleator/random/random.h"

namespace aleator::mcmc {
namespace {

using State = SliceSampler::State;

constexpr std::int64_t kMaxTries = 100;  // the interval shrinks below any slice long before

// What the next evaluation is for; one loop for all, so that chains side by side share it.
constexpr std::int64_t kStepLow = 0, kStepHigh = 1, kShrink = 2, kFound = 3;

struct Search {
  State found;
  Array low, high;              ///< the interval
  Array steps_low, steps_high;  ///< by which it may still grow
  Array phase, num_tries;
};

/// A coordinate's part of the sweep.
struct Coordinate {
  Array is_here;  ///< bool[size]
  Array value, width, level;
  Key key;
};

State with_coordinate(const Target& target, const State& s, const Coordinate& c, const Array& x) {
  const Array position = where(c.is_here, x, s.position);
  return {position, target.log_prob(position)};
}

/// One evaluation more.
Search advance(const Target& target, const State& start, const Coordinate& c, const Search& s) {
  const Array uniform =
      astype(random::uniform(fold_in(c.key, s.num_tries + 2), {}), c.value.dtype());
  const Array is_low = s.phase == kStepLow, is_high = s.phase == kStepHigh,
              is_shrink = s.phase == kShrink;
  const Array point =
      where(is_low, s.low, where(is_high, s.high, s.low + (s.high - s.low) * uniform));
  const State candidate = with_coordinate(target, start, c, point);
  const Array is_above = candidate.log_density > c.level;
  const Array grows_low = logical_and(is_low, logical_and(is_above, s.steps_low > 0)),
              grows_high = logical_and(is_high, logical_and(is_above, s.steps_high > 0));
  const Array is_found = logical_and(is_shrink, is_above),
              is_below = logical_and(is_shrink, logical_not(is_above));
  const Array is_left = point < c.value;
  Search next = s;
  next.found = {where(is_found, candidate.position, s.found.position),
                where(is_found, candidate.log_density, s.found.log_density)};
  next.low = where(grows_low, s.low - c.width, where(logical_and(is_below, is_left), point, s.low));
  next.high = where(grows_high, s.high + c.width,
                    where(logical_and(is_below, logical_not(is_left)), point, s.high));
  next.steps_low = s.steps_low - astype(grows_low, int64);
  next.steps_high = s.steps_high - astype(grows_high, int64);
  const Array stays = logical_or(logical_or(grows_low, grows_high), is_below);
  next.phase = s.phase + astype(logical_not(stays), int64);
  next.num_tries = s.num_tries + 1;
  return next;
}

/// The interval around the coordinate, and how its growth is shared between its ends.
Search first_interval(const State& start, const Coordinate& c, std::int64_t max_widths) {
  const auto uniform = [&](std::int64_t use) { return random::uniform(fold_in(c.key, use), {}); };
  const Array low = c.value - c.width * astype(uniform(0), c.value.dtype());
  const Array steps_low = astype(floor(static_cast<double>(max_widths) * uniform(1)), int64);
  return {start,
          low,
          low + c.width,
          steps_low,
          max_widths - 1 - steps_low,
          astype(kStepLow, int64),
          astype(0, int64)};
}

struct Sweep {
  State state;
  Array num_steps, is_moved;
};

}  // namespace

State SliceSampler::init(const Target& target, const Array& position) const {
  if (max_doublings < 0 || max_doublings > 20) {
    throw ValueError(
        text("SliceSampler: max_doublings must be between 0 and 20, got ", max_doublings));
  }
  check_step_size("SliceSampler", step_size);
  return {position, target.log_prob(position)};
}

std::pair<State, SliceSampler::Info> SliceSampler::step(const Key& key, const Target& target,
                                                        const Parameters& parameters,
                                                        const State& state) const {
  const std::int64_t size = state.position.size(), max_widths = std::int64_t{1} << max_doublings;
  const std::int64_t most = max_widths + 2 + kMaxTries;
  const Array widths = broadcast_to(parameters.step_size, state.position.shape());
  const auto coordinate = [&](const Array& i, const Sweep& sweep) {
    const State& s = sweep.state;
    const auto [height_key, search_key] = split<2>(fold_in(key, i));
    const Array is_here = arange(size, int64) == i;
    const auto here = [&](const Array& x) { return sum(where(is_here, x, 0.)); };
    const Coordinate c{is_here, here(s.position), here(widths),
                       s.log_density - random::exponential(height_key, {}, float64), search_key};
    const Search end = while_loop(
        [&](const Search& x) { return logical_and(x.phase < kFound, x.num_tries < most); },
        [&](const Search& x) { return advance(target, s, c, x); },
        first_interval(s, c, max_widths));
    return Sweep{end.found, sweep.num_steps + end.num_tries,
                 logical_and(sweep.is_moved, end.phase == kFound)};
  };
  const Sweep all = fori_loop(0, size, coordinate, Sweep{state, astype(0, int64), Array(true)});
  return {all.state, Info{.log_accept_ratio = 0.,
                          .is_transition = true,
                          .is_accepted = all.is_moved,
                          .num_steps = all.num_steps}};
}

}  // namespace aleator::mcmc
