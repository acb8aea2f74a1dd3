// SPDX-License-Identifier: Apache-2.0
// Declares what a function captures of an array whose elements are all one number: the number,
// which it repeats itself where it is used. So no memory and time are spent for copies.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

/// The number that all elements of a computed array are, or another array itself.
Array captured(const Array& used);
/// The array as the function computes it of what it has captured.
Array restored(const Array& parameter, const Array& used);

}  // namespace aleator
