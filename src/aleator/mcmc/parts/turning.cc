// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/parts/turning.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/mcmc/parts/rows.h"

#include <algorithm>

namespace aleator::mcmc {
namespace {

/// Whether going on still leads away, at both ends of a part.
Array is_open(const Parameters& parameters, const Array& sum, const Array& first,
              const Array& last) {
  const Array direction = parameters.inverse_metric * sum;
  return logical_and(aleator::sum(direction * first) > 0., aleator::sum(direction * last) > 0.);
}

/// Two points next to each other: each end is the neighbour of the other.
Array is_pair_turning(const Parameters& parameters, const Leaf& second) {
  const Array sum = second.previous + second.momentum;
  return logical_not(is_open(parameters, sum, second.previous, second.momentum));
}

/// The part that begins in row `k` and ends with `leaf`, in halves.
Array is_part_turning(const Parameters& parameters, const Checkpoints& c, const Leaf& leaf,
                      const Array& k) {
  const Array half = k + 1;
  const Array before = row_at(c.sums, k), middle = row_at(c.sums, half);
  return is_turning(parameters, {row_at(c.momenta, k), row_at(c.previous, half), middle - before},
                    {row_at(c.momenta, half), leaf.momentum, leaf.sum - middle});
}

}  // namespace

Array is_turning(const Parameters& parameters, const Span& left, const Span& right) {
  const Array whole = is_open(parameters, left.sum + right.sum, left.first, right.last),
              early = is_open(parameters, left.sum + right.first, left.first, right.first),
              late = is_open(parameters, right.sum + left.last, left.last, right.last);
  return logical_not(logical_and(whole, logical_and(early, late)));
}

Checkpoints no_checkpoints(int max_tree_depth, const Array& position) {
  const Array rows = zeros({std::max(max_tree_depth - 1, 1), position.size()}, position.dtype());
  return {rows, rows, rows};
}

std::pair<Checkpoints, Array> add_leaf(const Parameters& parameters, const Checkpoints& checkpoints,
                                       const Leaf& leaf) {
  struct Carry {
    Checkpoints checkpoints;
    Array is_turning;
  };
  const Array pair = shift_right_logical(leaf.number, astype(1, int64));
  const Array is_second = bitwise_and(leaf.number, astype(1, int64)) == astype(1, int64);
  const Array own_row = population_count(pair);
  const Array num_ending =
      where(is_second, population_count(bitwise_xor(pair, pair + 1)) - 1, astype(0, int64));
  // Rows one by one, so that what is read and written is the same for all chains side by side.
  const auto at_row = [&](const Carry& carry, const Array& k) {
    const Checkpoints next = cond(
        logical_and(k == own_row, logical_not(is_second)),
        [&](const Checkpoints& c) {
          return Checkpoints{with_row(c.momenta, k, leaf.momentum),
                             with_row(c.previous, k, leaf.previous),
                             with_row(c.sums, k, leaf.sum_before)};
        },
        [](const Checkpoints& c) { return c; }, carry.checkpoints);
    const Array ends = logical_and(k < own_row, k >= own_row - num_ending);
    const Array turns = cond(
        logical_and(ends, logical_not(carry.is_turning)),
        [&](const Checkpoints& c) { return is_part_turning(parameters, c, leaf, k); },
        [&](const Checkpoints&) { return carry.is_turning; }, next);
    return std::pair(Carry{next, turns}, Arrays{});
  };
  const std::int64_t num_rows = checkpoints.momenta.dim(0);
  const Array from_last = num_rows - 1 - arange(num_rows, int64);
  const Array turns = logical_and(is_second, is_pair_turning(parameters, leaf));
  const Carry after = scan(at_row, Carry{checkpoints, turns}, from_last).first;
  return {after.checkpoints, after.is_turning};
}

Span whole(const Checkpoints& c, const Leaf& leaf) {
  return {row_at(c.momenta, astype(0, int64)), leaf.momentum, leaf.sum};
}

Array before_all(const Checkpoints& c) { return row_at(c.previous, astype(0, int64)); }

}  // namespace aleator::mcmc
