// SPDX-License-Identifier: Apache-2.0
// Declares products of triangular factors with many vectors, which families with a scale_tril
// share.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

/// factor z for vectors z along the last axis; batches broadcast.
Array scale_vectors(const Array& factor, const Array& z);
/// The z with factor z = y.
Array unscale_vectors(const Array& factor, const Array& y);

}  // namespace aleator
