// SPDX-License-Identifier: Apache-2.0
// Defines the ScaleMatvecTriL bijector.
#pragma once

#include "aleator/base/error.h"
#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct ScaleMatvecTriLOptions {
  Array scale_tril = required("scale_tril");  ///< square, with a nonzero diagonal
  bool adjoint = false;                       ///< whether to multiply by the transposed matrix
};

/// y = L x along the last axis, L the lower triangle of scale_tril, or y = L' x if adjoint. Leading
/// axes of scale_tril are a batch. log |det| = sum of log |L_ii|.
class ScaleMatvecTriL : public Bijector {
 public:
  explicit ScaleMatvecTriL(const ScaleMatvecTriLOptions& options);
};

}  // namespace aleator::bijectors
