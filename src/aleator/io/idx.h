// SPDX-License-Identifier: Apache-2.0
// Declares reading of IDX files, the format of the MNIST data sets.
#pragma once

#include "aleator/array/array.h"

#include <string>

namespace aleator::io {

/// The array of a file: images as [image, row, column], labels as [image]. Bytes and int16 become
/// int32. IoError for a file that is missing, compressed, cut off or not of this form.
Array load_idx(const std::string& path);

}  // namespace aleator::io
