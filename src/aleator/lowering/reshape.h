// SPDX-License-Identifier: Apache-2.0
// Declares how the axes of two shapes of one size belong together.
#pragma once

#include "aleator/base/shape.h"

#include <vector>

namespace aleator::lowering {

/// Adjacent axes of each shape that hold equally many elements, from the last to the first, without
/// axes of length 1.
struct AxisGroup {
  Dims from, to;
};

/// The axes of both shapes in groups as small as they can be, the last first.
std::vector<AxisGroup> axis_groups(const Shape& from, const Shape& to);

}  // namespace aleator::lowering
