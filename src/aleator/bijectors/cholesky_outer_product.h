// SPDX-License-Identifier: Apache-2.0
// Defines the CholeskyOuterProduct bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y = L L', L the lower triangle of x with a positive diagonal, onto the symmetric positive
/// definite matrices; the inverse is the Cholesky factor. Densities are by the n (n + 1) / 2
/// elements of the lower triangles: log |det| = n log(2) + the sum of (n - i) log(L_ii) over i = 0,
/// ..., n - 1.
class CholeskyOuterProduct : public Bijector {
 public:
  CholeskyOuterProduct();
};

}  // namespace aleator::bijectors
