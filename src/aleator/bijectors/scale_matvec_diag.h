// SPDX-License-Identifier: Apache-2.0
// Defines the ScaleMatvecDiag bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y_i = scale_diag_i x_i along the last axis: the product with a diagonal matrix. Leading axes of
/// scale_diag are a batch. log |det| = sum of log |scale_diag_i|.
class ScaleMatvecDiag : public Bijector {
 public:
  explicit ScaleMatvecDiag(const Array& scale_diag);
};

}  // namespace aleator::bijectors
