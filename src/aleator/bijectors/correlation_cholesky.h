// SPDX-License-Identifier: Apache-2.0
// Defines the CorrelationCholesky bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// From vectors of n (n - 1) / 2 numbers onto the Cholesky factors of n by n correlation matrices:
/// lower triangular with a positive diagonal and rows of length 1. FillTriangular puts the vector
/// below a diagonal of ones, and each row is divided by its length s_i. Densities are by the
/// elements below the diagonal: log |det| = -the sum of (i + 2) log(s_i) over i = 0, ..., n - 1,
/// where y_ii = 1 / s_i.
class CorrelationCholesky : public Bijector {
 public:
  CorrelationCholesky();
};

}  // namespace aleator::bijectors
