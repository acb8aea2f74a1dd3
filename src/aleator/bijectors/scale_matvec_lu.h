// SPDX-License-Identifier: Apache-2.0
// Defines the ScaleMatvecLU bijector.
#pragma once

#include "aleator/base/error.h"
#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct ScaleMatvecLUOptions {
  /// U in the upper triangle, with a nonzero diagonal, L below it, whose diagonal is 1: [..., n,
  /// n].
  Array lower_upper = required("lower_upper");
  Dims permutation = required("permutation");  ///< each of 0, ..., n - 1 once
};

/// y[permutation] = L U x along the last axis: any non-singular matrix, by its factors, so that the
/// inverse takes n**2 operations and the determinant n. log |det| = sum of log |U_ii|.
///
/// D. Kingma and P. Dhariwal (2018), "Glow: generative flow with invertible 1x1 convolutions".
class ScaleMatvecLU : public Bijector {
 public:
  explicit ScaleMatvecLU(const ScaleMatvecLUOptions& options);
};

}  // namespace aleator::bijectors
