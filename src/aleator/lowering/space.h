// SPDX-License-Identifier: Apache-2.0
// Defines the iteration spaces of statements and which elements of their operands one round reads.
#pragma once

#include "aleator/graph/primitives/dot.h"
#include "aleator/lowering/views.h"

namespace aleator::lowering {

/// The axes of a product, by what they are: batch, left free, right free, contracted.
struct DotAxes {
  Dims left, right;             ///< per axis of the operand: axis of the iteration space
  std::int64_t num_result = 0;  ///< axes of the space that the result has, in its order
  Shape space;

  explicit DotAxes(const Node& node) {
    const auto& a = node.attributes_as<DotGeneral>();
    const Shape& l = node.inputs[0].shape();
    const Shape& r = node.inputs[1].shape();
    left.assign(static_cast<std::size_t>(l.rank()), -1);
    right.assign(static_cast<std::size_t>(r.rank()), -1);
    Dims sizes;
    const auto pair = [&](const Dims& ls, const Dims& rs) {
      for (std::size_t k = 0; k < ls.size(); ++k) {
        left[static_cast<std::size_t>(ls[k])] = right[static_cast<std::size_t>(rs[k])] =
            static_cast<std::int64_t>(sizes.size());
        sizes.push_back(l[ls[k]]);
      }
    };
    const auto free = [&](Dims& own, const Shape& shape, const Dims& contracted) {
      for (std::size_t axis = 0; axis < own.size(); ++axis) {
        if (own[axis] >= 0 || std::find(contracted.begin(), contracted.end(),
                                        static_cast<std::int64_t>(axis)) != contracted.end())
          continue;
        own[axis] = static_cast<std::int64_t>(sizes.size());
        sizes.push_back(shape[static_cast<std::int64_t>(axis)]);
      }
    };
    pair(a.left_batch, a.right_batch);
    free(left, l, a.left_contracting);
    free(right, r, a.right_contracting);
    num_result = static_cast<std::int64_t>(sizes.size());
    pair(a.left_contracting, a.right_contracting);
    space = Shape(sizes);
  }
};

template <class Index>
std::vector<Index> chosen(const Dims& axes, const std::vector<Index>& space) {
  std::vector<Index> result;
  for (const std::int64_t axis : axes) result.push_back(space[static_cast<std::size_t>(axis)]);
  return result;
}

}  // namespace aleator::lowering
