// SPDX-License-Identifier: Apache-2.0
// Declares operators made of others: adjoint, inverse, product. They are functions, since a class
// would copy when it meets itself.
#pragma once

#include "aleator/linalg/linear_operator.h"

namespace aleator::linalg {

/// The transpose.
LinearOperator LinearOperatorAdjoint(const LinearOperator& a);
/// The inverse of a square operator, which solves where the operator multiplies.
LinearOperator LinearOperatorInversion(const LinearOperator& a);
/// The product a[0] a[1] ...; hints are for the whole product.
LinearOperator LinearOperatorComposition(const LinearOperators& operators,
                                         const LinearOperatorHints& hints = {});

}  // namespace aleator::linalg
