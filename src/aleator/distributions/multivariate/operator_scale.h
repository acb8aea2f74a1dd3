// SPDX-License-Identifier: Apache-2.0
// Declares checks of linear operators as scales, which families with one share.
#pragma once

#include "aleator/distributions/distribution.h"
#include "aleator/linalg/linear_operator.h"

namespace aleator {

/// The batch shape of a location over vectors and a scale, which must be square and of its size.
Shape scale_batch_shape(const char* who, const Array& loc, const LinearOperator& scale);
/// loc, and the arrays that the operator holds, each named "scale".
std::vector<NamedArray> scale_parameters(const Array& loc, const LinearOperator& scale);

}  // namespace aleator
