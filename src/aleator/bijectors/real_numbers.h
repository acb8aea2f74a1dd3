// SPDX-License-Identifier: Apache-2.0
// Declares the conversion of parameters and values to real numbers, which tells what is no number.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

/// A parameter in a floating dtype: integers become float64, floating dtypes stay. DtypeError
/// "<who>: parameter '<name>' must be of numbers, got dtype bool; convert it with astype(<name>,
/// float64)" for truth values.
Array real_parameter(const char* who, const char* name, const Array& x);
/// The same for what a method takes: "<who>: the input must be of numbers, got dtype bool; ...".
Array real_input(const char* who, const Array& x);

}  // namespace aleator
