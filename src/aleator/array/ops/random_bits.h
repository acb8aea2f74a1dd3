// SPDX-License-Identifier: Apache-2.0
// Declares the counter-based random bits under every random number, and what they need often.
#pragma once

#include "aleator/array/array.h"

#include <utility>

namespace aleator {

/// Threefry-2x32, 20 rounds, element by element on uint32: two key words and two counter words to
/// two words of bits. Source: Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as
/// easy as 1, 2, 3".
std::pair<Array, Array> threefry2x32(const Array& key_0, const Array& key_1, const Array& counter_0,
                                     const Array& counter_1);

/// log(u) of uniform numbers, normal ones above 2^-1000 (float32: 2^-100) and up to 1: no special
/// cases, which take as much time as the rest.
Array log_fraction(const Array& u);

}  // namespace aleator
