// SPDX-License-Identifier: Apache-2.0
// Defines the CholeskyToInvCholesky bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// From the Cholesky factor of a positive definite matrix M, lower triangular with a positive
/// diagonal, to that of its inverse: y y' = (x x')^-1. It is its own inverse; densities are by the
/// lower triangles. log |det| = sum over i = 0, ..., n - 1 of -(n + i + 2) log(x_ii) -
/// (n - i) log(y_ii).
class CholeskyToInvCholesky : public Bijector {
 public:
  CholeskyToInvCholesky();
};

}  // namespace aleator::bijectors
