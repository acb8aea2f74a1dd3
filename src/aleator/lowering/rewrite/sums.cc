// SPDX-License-Identifier: Apache-2.0
// Defines what leaves a sum: factors that all its terms share, and terms that stay the same.
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/reduce.h"
#include "aleator/graph/primitives/shape.h"
#include "aleator/graph/primitives/windows.h"
#include "aleator/lowering/rewrite/factors.h"
#include "aleator/lowering/rewrite/rewrite.h"

#include <algorithm>

namespace aleator::lowering {
namespace {

/// x, a broadcast that repeats its input along all `axes`, without them.
Array without_axes(const Array& x, const Dims& axes, const Shape& shape) {
  const Node& node = *x.node();
  if (&node.primitive != &kBroadcastInDim) return {};
  const auto& a = node.attributes_as<BroadcastInDim>();
  const auto moved = [&](std::int64_t axis) {
    return axis - std::count_if(axes.begin(), axes.end(), [&](auto gone) { return gone < axis; });
  };
  const Shape& from = node.inputs[0].shape();
  BroadcastInDim kept{shape, {}, kNoLane};
  Dims sizes;
  for (std::int64_t i = 0; i < from.rank(); ++i) {
    const std::int64_t axis = a.dimensions[static_cast<std::size_t>(i)];
    if (is_reduced(axes, axis)) {
      if (from[i] != 1) return {};
      continue;
    }
    sizes.push_back(from[i]);
    kept.dimensions.push_back(moved(axis));
  }
  if (a.lane_axis != kNoLane) {
    if (is_reduced(axes, a.lane_axis)) return {};
    kept.lane_axis = static_cast<int>(moved(a.lane_axis));
  }
  Array input = node.inputs[0];
  if (Shape(sizes) != from) input = apply(kReshape, {input}, attributes(Reshape{Shape(sizes)}));
  return apply(kBroadcastInDim, {input}, attributes(kept));
}

/// x, which is the same in all lanes, without the lane axis; no value where lanes differ.
Array without_lanes(const Array& x, int depth = 16) {
  const int lane = x.type().lane_axis;
  const Node& node = *x.node();
  if (lane == kNoLane || depth == 0) return {};
  if (&node.primitive == &kBroadcastInDim) {
    BroadcastInDim a = node.attributes_as<BroadcastInDim>();
    if (a.lane_axis == kNoLane) return {};
    for (std::int64_t& axis : a.dimensions) axis -= axis > lane ? 1 : 0;
    return apply(kBroadcastInDim, node.inputs,
                 attributes(BroadcastInDim{a.shape.without(lane), a.dimensions, kNoLane}));
  }
  if (!node.primitive.is_elementwise || node.types.size() != 1) return {};
  Arrays inputs;
  for (const Array& input : node.inputs) {
    inputs.push_back(without_lanes(input, depth - 1));
    if (!inputs.back().has_value()) return {};
  }
  return apply(node.primitive, inputs, node.attributes);
}

/// The terms of a sum of sums; false for those that are subtracted.
using Terms = std::vector<std::pair<Array, bool>>;

void add_terms(const Array& x, bool is_added, int depth, Terms& terms) {
  const Node& node = *x.node();
  const Primitive* p = &node.primitive;
  const bool is_sum = p == &kAdd || p == &kSubtract;
  if (depth == 0 || !(is_sum || p == &kNegate)) {
    terms.emplace_back(x, is_added);
    return;
  }
  add_terms(node.inputs[0], p == &kNegate ? !is_added : is_added, depth - 1, terms);
  if (is_sum) add_terms(node.inputs[1], p == &kAdd ? is_added : !is_added, depth - 1, terms);
}

/// Whether it was rounded: a product, or a function's value. A datum, or the difference of two, may
/// be small beside a constant because the two nearly cancel, exactly; then they must stay together.
bool is_rounded(const Array& x) {
  const Primitive& p = x.node()->primitive;
  return p.is_elementwise && &p != &kAdd && &p != &kSubtract && &p != &kNegate && &p != &kConvert &&
         &p != &kSelect;
}

/// Terms that share their outer factors.
struct Group {
  Split split;  ///< coefficient 1, no core
  std::vector<std::pair<double, Array>> cores;
};

class Summation {
 public:
  Summation(const Node& node, const Array& operand)
      : node_(node),
        axes_(node.attributes_as<Reduce>().axes),
        outside_([this](const Array& x) { return without_axes(x, axes_, node_.types[0].shape); }) {
    for (const std::int64_t axis : axes_) count_ *= static_cast<double>(operand.shape()[axis]);
  }

  Array sum(const Array& x) const {
    const Split split = split_product(x, outside_);
    if (!split.core.has_value()) return product_of(split, count_, node_.types[0]);
    return times(sum_of_terms(split.core), split);
  }

 private:
  static constexpr int kDeepest = 16;
  static constexpr std::size_t kMostGroups = 3;  // each sum needs registers of its own

  /// The sum of what is the same in all lanes is one number for all of them.
  Array plain(const Array& x) const {
    const Array common = without_lanes(x);
    if (!common.has_value()) return apply(kReduceSum, {x}, node_.attributes);
    const int lane = x.type().lane_axis;
    Dims axes = axes_;
    for (std::int64_t& axis : axes) axis -= axis > lane ? 1 : 0;
    const Array sum = apply(kReduceSum, {common}, attributes(Reduce{axes}));
    BroadcastInDim over_lanes{node_.types[0].shape, {}, node_.types[0].lane_axis};
    for (std::int64_t axis = 0; axis < over_lanes.shape.rank(); ++axis) {
      if (axis != over_lanes.lane_axis) over_lanes.dimensions.push_back(axis);
    }
    return apply(kBroadcastInDim, {sum}, attributes(over_lanes));
  }

  Array sum_of_terms(const Array& x) const {
    Terms terms;
    add_terms(x, true, kDeepest, terms);
    if (terms.size() == 1) return plain(x);
    Array constants;
    std::vector<Group> groups;
    for (const auto& [term, is_added] : terms) {
      Split split = split_product(term, outside_);
      if (!is_added) split.coefficient *= -1;
      if (!split.core.has_value()) {
        add(constants, product_of(split, count_, node_.types[0]));
      } else if (without_lanes(split.core).has_value()) {
        add(constants, times(plain(split.core), split));
      } else if (!is_rounded(split.core)) {
        return plain(x);
      } else {
        group_of(groups, split).cores.emplace_back(split.coefficient, split.core);
      }
    }
    const bool changes =
        constants.has_value() || groups.size() > 1 || !groups[0].split.factors.empty();
    if (!changes || groups.size() > kMostGroups) return plain(x);
    Array result = constants;
    for (const Group& group : groups) add(result, sum_of(group));
    return result;
  }

  static Group& group_of(std::vector<Group>& groups, const Split& split) {
    for (Group& group : groups) {
      if (group.split.factors == split.factors) return group;
    }
    return groups.emplace_back(Group{.split = {.factors = split.factors}, .cores = {}});
  }

  Array sum_of(const Group& group) const {
    Split split = group.split;
    if (group.cores.size() == 1) {
      split.coefficient = group.cores[0].first;
      return times(plain(group.cores[0].second), split);
    }
    Array inner;
    for (const auto& [coefficient, core] : group.cores)
      add(inner, times(core, {.coefficient = coefficient}));
    return times(plain(inner), split);
  }

  static void add(Array& sum, const Array& x) { sum = sum.has_value() ? apply(kAdd, {sum, x}) : x; }

  const Node& node_;
  const Dims& axes_;
  OutsideRule outside_;
  double count_ = 1;
};

/// A factor of the updates that is the same in all windows, as one of the operand.
Array without_batches(const Array& x, const Scatter& scatter, const Shape& operand) {
  const Node& node = *x.node();
  if (&node.primitive != &kBroadcastInDim) return {};
  const auto& a = node.attributes_as<BroadcastInDim>();
  const WindowNumbers& n = scatter.numbers;
  const Dims operand_axes = operand_window_axes(n, operand.rank());
  const auto moved = [&](std::int64_t axis) -> std::int64_t {
    const auto at = std::find(n.window_dims.begin(), n.window_dims.end(), axis);
    if (at == n.window_dims.end()) return -1;
    const std::int64_t to = operand_axes[static_cast<std::size_t>(at - n.window_dims.begin())];
    return operand[to] == x.shape()[axis] ? to : -1;
  };
  BroadcastInDim kept{operand, {}, kNoLane};
  for (const std::int64_t axis : a.dimensions) {
    kept.dimensions.push_back(moved(axis));
    if (kept.dimensions.back() < 0) return {};
  }
  if (!std::is_sorted(kept.dimensions.begin(), kept.dimensions.end())) return {};
  if (a.lane_axis != kNoLane) {
    kept.lane_axis = static_cast<int>(moved(a.lane_axis));
    if (kept.lane_axis < 0) return {};
  }
  return apply(kBroadcastInDim, node.inputs, attributes(kept));
}

}  // namespace

Array rewritten_sum(const Node& node, const Array& operand) {
  return Summation(node, operand).sum(operand);
}

Array rewritten_scatter(const Node& node, const Arrays& inputs) {
  const auto& scatter = node.attributes_as<Scatter>();
  Split split;
  if (is_uniform(inputs[0], 0)) {
    split = split_product(
        inputs[2], [&](const Array& x) { return without_batches(x, scatter, inputs[0].shape()); });
  }
  if (!split.core.has_value() || split.is_trivial())
    return apply(kScatterAdd, inputs, node.attributes);
  return times(apply(kScatterAdd, {inputs[0], inputs[1], split.core}, node.attributes), split);
}

}  // namespace aleator::lowering
