// SPDX-License-Identifier: Apache-2.0
// Declares the operators that hold a matrix: LinearOperatorFullMatrix,
// LinearOperatorLowerTriangular.
#pragma once

#include "aleator/linalg/linear_operator.h"

namespace aleator::linalg {

/// Any matrix, [..., m, n].
LinearOperator LinearOperatorFullMatrix(const Array& matrix, const LinearOperatorHints& hints = {});
/// The lower triangle of a square matrix; what stands above is not read.
LinearOperator LinearOperatorLowerTriangular(const Array& tril,
                                             const LinearOperatorHints& hints = {});

}  // namespace aleator::linalg
