// SPDX-License-Identifier: Apache-2.0
// Defines the sample moments that the diagnostics of draws are built from.
#pragma once

#include <span>

namespace aleator::stats {

/// sum(x) / n by two passes: the second removes the rounding error of the first. NaN when empty.
double mean(std::span<const double> values);

/// sum((x - mean)^2) / (n - 1); NaN for fewer than two values.
double variance(std::span<const double> values);

/// Square root of the variance, computed so that 1e-200 and 1e200 neither underflow nor overflow.
double standard_deviation(std::span<const double> values);

/// The power of two that brings max - min to about one: multiplying by it is exact, and statistics
/// without a unit are unchanged by it. 1 when the range is zero or not finite.
double unit_scale(std::span<const double> values);

/// True when every value is finite.
bool is_finite(std::span<const double> values);

/// True when all values are equal (also when there are none).
bool is_constant(std::span<const double> values);

}  // namespace aleator::stats
