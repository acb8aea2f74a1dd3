// SPDX-License-Identifier: Apache-2.0
// Declares how statistics of arrays take the axes of samples together.
#pragma once

#include "aleator/array/ops/reduce.h"

#include <utility>

namespace aleator::stats {

/// x with the given axes as one, which is the first, before the others in their order.
Array samples_first(const char* who, const Array& x, const Axes& axes);
/// The shape of x without these axes, or with length 1 there.
Shape shape_without(const char* who, const Shape& shape, const Axes& axes, bool keep_dims);
/// The axis as 0..rank-1; ValueError for one that is not there.
std::int64_t resolved_axis(const char* who, const Shape& shape, std::int64_t axis);

}  // namespace aleator::stats
