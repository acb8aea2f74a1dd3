// SPDX-License-Identifier: Apache-2.0
// Declares reading and writing of npy files, NumPy's format of one array.
#pragma once

#include "aleator/array/array.h"

#include <string>

namespace aleator::io {

/// The array of a file of version 1, 2 or 3 of the format: numbers and bools of any width and order
/// of bytes, in row- or column-major order. int8 and int16 become int32, float16 becomes float32.
/// IoError for a file that is missing, cut off, not of this form, or of complex numbers, text or
/// objects.
Array load_npy(const std::string& path);
/// Writes the file, or leaves what was there.
void save_npy(const std::string& path, const Array& array);

}  // namespace aleator::io
