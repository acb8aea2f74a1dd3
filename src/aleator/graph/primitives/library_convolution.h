// SPDX-License-Identifier: Apache-2.0
// Declares convolutions by a library's products.
#pragma once

#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives/convolution.h"

namespace aleator {

/// Whether a library's products compute this convolution: it is large and of a floating dtype, and
/// there is a library.
bool is_library_convolution(const Convolution& attributes, const Shape& input, const Shape& kernel,
                            const ArrayType& output);

/// Computes such a convolution; false for others.
bool evaluate_by_library(const EvaluateContext& context);

}  // namespace aleator
