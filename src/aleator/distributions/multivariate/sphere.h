// SPDX-License-Identifier: Apache-2.0
// Declares what distributions over the unit sphere share.
#pragma once

#include "aleator/array/array.h"
#include "aleator/random/key.h"

namespace aleator {

/// log of the area 2 pi^(n/2) / Gamma(n/2) of the unit sphere of R^n.
double log_area_of_sphere(std::int64_t n);
/// Whether vectors along the last axis have length 1, up to rounding: keeps the axis with length 1.
Array is_on_sphere(const Array& x);
/// The size n of unit vectors; throws ValueError unless they are known to be such, n >= 2.
std::int64_t check_direction(const char* who, const Array& mean_direction);
/// Draws whose cosine with the direction is known and whose other coordinates are uniform.
/// complement is 1 - cosine, with its own digits.
Array around_direction(const Key& key, const Array& mean_direction, const Array& complement);

}  // namespace aleator
