// SPDX-License-Identifier: Apache-2.0
// Declares what a function captures of an array whose elements are all one number: the number,
// which it repeats itself where it is used. So no memory and time are spent for copies.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

/// The number that all elements of a computed array are; without value for other arrays.
Array repeated_number(const Array& capture);
/// `number` as often as the shape has elements.
Array repeated(const Array& number, const Shape& shape);

}  // namespace aleator
