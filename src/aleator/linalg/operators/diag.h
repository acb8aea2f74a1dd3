// SPDX-License-Identifier: Apache-2.0
// Declares the diagonal operators: LinearOperatorDiag, LinearOperatorScaledIdentity,
// LinearOperatorIdentity.
#pragma once

#include "aleator/linalg/linear_operator.h"

namespace aleator::linalg {

/// The diagonal matrix with these elements along the last axis. Every product is O(n).
LinearOperator LinearOperatorDiag(const Array& diag, const LinearOperatorHints& hints = {});
/// multiplier times the identity of num_rows rows; the multiplier's axes are batch axes.
LinearOperator LinearOperatorScaledIdentity(std::int64_t num_rows, const Array& multiplier,
                                            const LinearOperatorHints& hints = {});
/// The identity.
LinearOperator LinearOperatorIdentity(std::int64_t num_rows, const Shape& batch_shape = {},
                                      Dtype dtype = float64);

}  // namespace aleator::linalg
