// SPDX-License-Identifier: Apache-2.0
// Defines the ScaleMatvecLinearOperatorBlock bijector.
#pragma once

#include "aleator/bijectors/multipart_bijector.h"
#include "aleator/linalg/linear_operator.h"

namespace aleator::bijectors {

struct ScaleMatvecLinearOperatorBlockOptions {
  /// Rows of blocks of a lower triangle: row i has the i + 1 blocks up to the diagonal, or the one
  /// on the diagonal alone, the others being 0. Those on the diagonal are square.
  std::vector<LinearOperators> scale = {};
};

/// y[i] = sum_j scale[i][j] x[j] over j <= i, of vectors as parts. log |det| is the sum of those
/// on the diagonal. (TFP's scale is a block operator, lower triangular or diagonal.)
class ScaleMatvecLinearOperatorBlock : public MultipartBijector {
 public:
  explicit ScaleMatvecLinearOperatorBlock(const ScaleMatvecLinearOperatorBlockOptions& options);
};

}  // namespace aleator::bijectors
