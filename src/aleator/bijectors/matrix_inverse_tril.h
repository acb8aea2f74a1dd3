// SPDX-License-Identifier: Apache-2.0
// Defines the MatrixInverseTriL bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// The inverse of a lower triangular matrix with a nonzero diagonal, of the last two axes, which is
/// its own inverse; densities are by the lower triangles. log |det| = -(n + 1) sum of log |x_ii|.
class MatrixInverseTriL : public Bijector {
 public:
  MatrixInverseTriL();
};

}  // namespace aleator::bijectors
