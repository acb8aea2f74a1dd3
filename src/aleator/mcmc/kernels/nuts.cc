// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/kernels/nuts.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/parts/hamiltonian.h"
#include "aleator/mcmc/parts/options.h"
#include "aleator/random/random.h"
#include "aleator/random/stream.h"

#include <limits>

namespace aleator::mcmc {
namespace {

using State = NoUTurnSampler::State;
using Point = NoUTurnSampler::Point;
using Tree = NoUTurnSampler::Tree;
using Progress = NoUTurnSampler::Progress;
using Info = NoUTurnSampler::Info;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Random numbers of one step: two uniform ones, and a direction.
struct Numbers {
  Array uniform, direction;
};
Numbers numbers_at(const Key& key, const Array& step, int use, Dtype dtype) {
  // Numbers of the momentum have counter 0.
  const auto [high, low] =
      random::words_at(key, astype(step, uint32) + astype(1, uint32), astype(use, uint32));
  // The uniform number takes the upper 52 bits of 64.
  return {random::uniform_of_bits(high, low),
          astype(where(bitwise_and(low, astype(1, uint32)) == astype(0, uint32), -1., 1.), dtype)};
}

Point choose_point(const Array& is_new, const Point& next, const Point& old) {
  return {where(is_new, next.position, old.position),
          where(is_new, next.log_density, old.log_density),
          where(is_new, next.gradient, old.gradient)};
}

Array floating(double value, const State& s) { return astype(value, s.log_density.dtype()); }

/// The beginning of a transition: a momentum, and a trajectory of one point, which all places of a
/// point already hold, that grows in a random direction.
State begin(const Key& key, const Parameters& parameters, const State& s) {
  State next = s;
  next.momentum = s.momentum * rsqrt(parameters.inverse_metric);
  next.other.momentum = next.momentum;
  next.tree.momentum_sum = next.momentum;
  next.tree.log_weight = floating(0, s);
  const Array zero = astype(0, int64);
  next.progress = {
      .is_start = Array(false),
      .has_moved = Array(false),
      .direction = numbers_at(key, 0, 0, s.position.dtype()).direction,
      .depth = zero,
      .leaf = zero,
      .num_steps = zero,
      .sum_acceptance = floating(0, s),
      .energy = astype(kinetic_energy(next.momentum, parameters.inverse_metric) - s.log_density,
                       s.log_density.dtype())};
  return next;
}

/// The state at the beginning of a tick: after a transition, that of the next one's beginning.
State begin_where_ended(const Key& key, const Parameters& parameters, State s) {
  const Array is_start = s.progress.is_start;
  // Chains begin at times of their own, and normal numbers are dear.
  s.momentum = seldom(
      is_start,
      [](const Array& p, const Array& words) {
        return random::normal(Key(words), p.shape(), p.dtype());
      },
      s.momentum, key.words());
  return cond(
      is_start,
      [&](const State& old, const Array& words) { return begin(Key(words), parameters, old); },
      [](const State& old, const Array&) { return old; }, s, key.words());
}

/// A leapfrog step at the growing end; `log_weight` is minus the energy error.
struct Step {
  PhasePoint point;
  Array log_weight, acceptance, is_divergent;
};

Step grow(const Target& target, Parameters parameters, const State& s, double max_energy_diff) {
  parameters.step_size = parameters.step_size * s.progress.direction;
  const PhasePoint point =
      leapfrog(target, parameters, {s.position, s.momentum, s.log_density, s.gradient});
  const Array difference = s.progress.energy - total_energy(point, parameters.inverse_metric);
  const Array log_weight = where(is_nan(difference), -kInfinity, difference);
  return {point, log_weight, exp(minimum(0., log_weight)),
          logical_not(log_weight > -max_energy_diff)};
}

/// The growing subtree with one leaf more.
Tree with_leaf(const Key& key, const State& s, const Step& step) {
  const Array is_first = s.progress.leaf == 0;
  const Array before = where(is_first, -kInfinity, s.subtree.log_weight);
  const Array log_weight = log_add_exp(before, step.log_weight);
  const Numbers random = numbers_at(key, s.progress.num_steps, 0, s.position.dtype());
  const Array is_chosen =
      logical_or(is_first, log(random.uniform) < astype(step.log_weight - log_weight, float64));
  const PhasePoint& p = step.point;
  return {where(is_first, 0., s.subtree.momentum_sum) + p.momentum, log_weight,
          choose_point(is_chosen, {p.position, p.log_density, p.gradient}, s.subtree.chosen)};
}

/// The trajectory and the subtree that has grown at one end of it, joined.
State joined_trees(const Key& key, const Parameters& parameters, const State& s,
                   const Array& is_complete, const Leaf& leaf, int max_tree_depth) {
  const Progress& p = s.progress;
  const Array most = minimum(astype(parameters.max_tree_depth, int64), max_tree_depth);
  const Numbers random = numbers_at(key, p.num_steps, 1, s.position.dtype());
  const Array log_ratio = astype(s.subtree.log_weight - s.tree.log_weight, float64);
  const Array is_newer = logical_and(is_complete, log(random.uniform) < log_ratio);
  State next = s;
  next.tree = {s.tree.momentum_sum + s.subtree.momentum_sum,
               log_add_exp(s.tree.log_weight, s.subtree.log_weight),
               choose_point(is_newer, s.subtree.chosen, s.tree.chosen)};
  const Array turns =
      is_turning(parameters, {s.other.momentum, before_all(s.checkpoints), s.tree.momentum_sum},
                 whole(s.checkpoints, leaf));
  next.progress.depth = p.depth + astype(is_complete, int64);
  next.progress.leaf = astype(0, int64);
  next.progress.is_start =
      logical_or(logical_or(logical_not(is_complete), turns), next.progress.depth >= most);
  next.progress.has_moved = logical_or(p.has_moved, is_newer);
  next.progress.direction = random.direction;
  return next;
}

/// What the next tick starts from: the draw at the end of a transition, which then is both ends of
/// the next trajectory, else the end that grows.
State at_growing_end(const State& s, const Array& direction_before) {
  const Array is_end = s.progress.is_start;
  const Array is_turned =
      logical_and(s.progress.direction != direction_before, logical_not(is_end));
  const Point& draw = s.tree.chosen;
  State next = s;
  next.position = where(is_end, draw.position, where(is_turned, s.other.position, s.position));
  next.gradient = where(is_end, draw.gradient, where(is_turned, s.other.gradient, s.gradient));
  next.momentum = where(is_turned, s.other.momentum, s.momentum);
  next.log_density = where(is_end, draw.log_density, s.log_density);
  next.other = {where(is_end, draw.position, where(is_turned, s.position, s.other.position)),
                where(is_turned, s.momentum, s.other.momentum),
                where(is_end, draw.gradient, where(is_turned, s.gradient, s.other.gradient))};
  return next;
}

}  // namespace

State NoUTurnSampler::init(const Target& target, const Array& position) const {
  if (max_tree_depth < 1 || max_tree_depth > 30) {
    throw ValueError(
        text("NoUTurnSampler: max_tree_depth must be between 1 and 30, got ", max_tree_depth));
  }
  if (!(max_energy_diff > 0)) {
    throw ValueError(
        text("NoUTurnSampler: max_energy_diff must be positive, got ", max_energy_diff));
  }
  check_step_size("NoUTurnSampler", step_size);
  const auto [log_density, gradient] = target.value_and_gradient(position);
  const Array none = zeros_like(position), zero = zeros_like(log_density), count = astype(0, int64);
  const Tree tree{none, zero, {position, log_density, gradient}};
  return {
      position,
      log_density,
      gradient,
      none,
      {position, none, gradient},
      tree,
      tree,
      no_checkpoints(max_tree_depth, position),
      {Array(true), Array(false), astype(1, position.dtype()), count, count, count, zero, zero}};
}

std::pair<State, Info> NoUTurnSampler::step(const Key& key, const Target& target,
                                            const Parameters& parameters,
                                            const State& state) const {
  const State s = begin_where_ended(key, parameters, state);
  const Step step = grow(target, parameters, s, max_energy_diff);
  State next = s;
  next.subtree = with_leaf(key, s, step);
  const Leaf leaf{s.progress.leaf, step.point.momentum, s.momentum,
                  next.subtree.momentum_sum - step.point.momentum, next.subtree.momentum_sum};
  const auto [checkpoints, turns] = add_leaf(parameters, s.checkpoints, leaf);
  const Array is_bad = logical_or(turns, step.is_divergent);
  const Array is_full = leaf.number + 1 == shift_left(astype(1, int64), s.progress.depth);
  const PhasePoint& grown_end = step.point;
  next.position = grown_end.position;
  next.momentum = grown_end.momentum;
  next.gradient = grown_end.gradient;
  next.log_density = grown_end.log_density;
  next.checkpoints = checkpoints;
  next.progress.leaf = leaf.number + 1;
  next.progress.num_steps = s.progress.num_steps + 1;
  next.progress.sum_acceptance = s.progress.sum_acceptance + step.acceptance;
  const State end = cond(
      logical_or(is_bad, is_full),
      [&](const State& grown) {
        const Array is_complete = logical_and(is_full, logical_not(is_bad));
        const State all = joined_trees(key, parameters, grown, is_complete, leaf, max_tree_depth);
        return at_growing_end(all, grown.progress.direction);
      },
      [](const State& grown) { return grown; }, next);
  const Progress& p = end.progress;
  const Array num_steps = astype(p.num_steps, p.sum_acceptance.dtype());
  return {end, Info{.log_accept_ratio = log(p.sum_acceptance / num_steps),
                    .is_transition = p.is_start,
                    .is_accepted = p.has_moved,
                    .is_divergent = step.is_divergent,
                    .energy = p.energy,
                    .num_steps = p.num_steps,
                    .tree_depth = p.depth,
                    .has_reached_max_depth = p.depth >= max_tree_depth}};
}

}  // namespace aleator::mcmc
