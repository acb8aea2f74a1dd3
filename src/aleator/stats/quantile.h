// SPDX-License-Identifier: Apache-2.0
// Defines the sample quantile.
#pragma once

#include <span>

namespace aleator::stats {

/// The type 7 quantile, R's default: x_(h) interpolated linearly at h = 1 + (n - 1) * probability.
/// NaN when a value is NaN or there is none; ValueError unless 0 <= probability <= 1.
/// Source: Hyndman and Fan 1996, "Sample quantiles in statistical packages".
double quantile(std::span<const double> values, double probability);

/// The same for values that are sorted already (and hold no NaN).
double quantile_of_sorted(std::span<const double> sorted, double probability);

/// quantile(values, 0.5).
double median(std::span<const double> values);

}  // namespace aleator::stats
