// SPDX-License-Identifier: Apache-2.0
// Declares LinearOperatorBlockDiag and LinearOperatorKronecker.
#pragma once

#include "aleator/linalg/linear_operator.h"

namespace aleator::linalg {

/// The operators along the diagonal, zeros elsewhere. Positive definite if all of them are known to
/// be.
LinearOperator LinearOperatorBlockDiag(const LinearOperators& operators);
/// The Kronecker product of the operators, applied one axis after the other.
LinearOperator LinearOperatorKronecker(const LinearOperators& operators);

}  // namespace aleator::linalg
