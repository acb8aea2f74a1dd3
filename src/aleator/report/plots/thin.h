// SPDX-License-Identifier: Apache-2.0
// Defines how long series are thinned for pictures; statistics never use it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace aleator::report {

/// Indices that keep the outline of a series: all of them up to 2 * num_bins values, otherwise the
/// smallest and the largest value of each of num_bins (at least 1) equal bins, in order. Values
/// that are not finite are left out of bins that have finite ones.
std::vector<std::size_t> outline(std::span<const double> values, std::size_t num_bins);

}  // namespace aleator::report
