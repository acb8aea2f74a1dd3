// SPDX-License-Identifier: Apache-2.0
// Declares convolution as one product of matrices.
#pragma once

#include "aleator/array/ops/convolution.h"

namespace aleator::nn {

/// conv(x, kernel, options) for inputs with channels last: the windows of x as rows, times the
/// kernel as a matrix. It holds each element of x once per window that has it, and is many times
/// faster than the loops of conv, in both directions. Groups are left to conv.
Array window_product(const Array& x, const Array& kernel, const ConvolutionOptions& options);

}  // namespace aleator::nn
