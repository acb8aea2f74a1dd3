// SPDX-License-Identifier: Apache-2.0
// Defines how the axes of two shapes of one size belong together.
#include "aleator/lowering/reshape.h"

namespace aleator::lowering {
namespace {

void add_wide(Dims& axes, const Shape& shape, std::int64_t axis) {
  if (shape[axis] != 1) axes.push_back(axis);
}

}  // namespace

std::vector<AxisGroup> axis_groups(const Shape& from, const Shape& to) {
  std::vector<AxisGroup> groups;
  std::int64_t i = from.rank() - 1, o = to.rank() - 1;
  while (i >= 0 || o >= 0) {
    AxisGroup group;
    std::int64_t from_size = 1, to_size = 1;
    do {
      if (i >= 0 && (o < 0 || from_size <= to_size)) {
        from_size *= from[i];
        add_wide(group.from, from, i--);
      } else {
        to_size *= to[o];
        add_wide(group.to, to, o--);
      }
    } while (from_size != to_size && (i >= 0 || o >= 0));
    groups.push_back(group);
  }
  return groups;
}

}  // namespace aleator::lowering
