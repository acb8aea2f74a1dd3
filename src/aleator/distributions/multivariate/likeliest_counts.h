// SPDX-License-Identifier: Apache-2.0
// Declares the modes of counts whose probability grows with each by a ratio that falls.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

/// The counts k along the last axis, of sum `total_count`, to which each trial was given where it
/// raises probability most: to the largest shares_i / (k_i + 1). `shares` are non-negative and add
/// up to 1 along the last axis. These are the modes of a multinomial distribution, and (D'Hondt's
/// method of apportionment) no count is below floor(total_count shares_i).
Array likeliest_counts(const Array& total_count, const Array& shares);

}  // namespace aleator
