// SPDX-License-Identifier: Apache-2.0
// Defines the order that sorts draws.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace aleator::stats {

/// The indices that sort the values ascending, stable (-0 equals 0); the values must not be NaN.
/// O(n) by radix; ValueError from 2^32 values on.
std::vector<std::uint32_t> sorted_order(std::span<const double> values);

}  // namespace aleator::stats
