// SPDX-License-Identifier: Apache-2.0
// Declares what a function captures of an array that repeats another: the other, which it repeats
// itself where it is used. So memory and time for the copies are not spent.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

/// The input of a broadcast that repeats it; without value for other arrays.
Array broadcast_part(const Array& capture);
/// The same, or the one value that all elements of a computed array have.
Array repeated_part(const Array& capture);
/// The captured array, made of `part`.
Array repeated(const Array& part, const Array& capture);

}  // namespace aleator
