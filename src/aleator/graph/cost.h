// SPDX-License-Identifier: Apache-2.0
// Declares what operations cost, for choices between computing again and keeping.
#pragma once

#include "aleator/graph/node.h"

#include <initializer_list>

namespace aleator {

/// Whether a primitive is one of those listed.
bool is_any(const Primitive& p, std::initializer_list<const Primitive*> list);
/// Whether a primitive only rearranges elements of its first input.
bool is_view(const Primitive& p);

/// Additions that an element of the output of an elementwise operation or of a view is worth,
/// without its inputs.
double cost_of_element(const Primitive& p);

/// Below this many additions an element is cheaper to compute again than to store and load.
inline constexpr double kDear = 8;

}  // namespace aleator
