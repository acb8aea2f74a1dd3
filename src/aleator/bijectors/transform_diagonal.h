// SPDX-License-Identifier: Apache-2.0
// Defines the TransformDiagonal bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// Applies a bijector to the diagonal of a square matrix (the last two axes) and leaves the rest.
/// log |det| is that of the bijector, summed over the diagonal.
class TransformDiagonal : public Bijector {
 public:
  explicit TransformDiagonal(const Bijector& diag_bijector);
};

}  // namespace aleator::bijectors
