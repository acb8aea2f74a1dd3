// SPDX-License-Identifier: Apache-2.0
// Defines the FillScaleTriL bijector.
#pragma once

#include "aleator/bijectors/bijector.h"
#include "aleator/bijectors/softplus.h"

#include <optional>

namespace aleator::bijectors {

struct FillScaleTriLOptions {
  Bijector diag_bijector = Softplus();     ///< onto the positive reals
  std::optional<Array> diag_shift = 1e-5;  ///< least value of the diagonal; none is 0
};

/// From vectors of n (n + 1) / 2 numbers onto lower triangular matrices with a positive diagonal:
/// the chain of FillTriangular, TransformDiagonal(diag_bijector) and a shift of the diagonal.
class FillScaleTriL : public Bijector {
 public:
  FillScaleTriL() : FillScaleTriL(FillScaleTriLOptions{}) {}
  explicit FillScaleTriL(const FillScaleTriLOptions& options);
};

}  // namespace aleator::bijectors
