// SPDX-License-Identifier: Apache-2.0
// Defines the ScaleMatvecLinearOperator bijector.
#pragma once

#include "aleator/base/error.h"
#include "aleator/bijectors/bijector.h"
#include "aleator/linalg/linear_operator.h"

namespace aleator::bijectors {

struct ScaleMatvecLinearOperatorOptions {
  LinearOperator scale = required("scale");  ///< square, non-singular
  bool adjoint = false;                      ///< whether to multiply by the transposed matrix
};

/// y = A x along the last axis, or y = A' x if adjoint, for a linear operator A, at the costs of
/// its products, systems and determinant. Its batch axes are a batch. log |det| = log |det A|.
class ScaleMatvecLinearOperator : public Bijector {
 public:
  explicit ScaleMatvecLinearOperator(const ScaleMatvecLinearOperatorOptions& options);
};

}  // namespace aleator::bijectors
