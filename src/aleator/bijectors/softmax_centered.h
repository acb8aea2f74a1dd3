// SPDX-License-Identifier: Apache-2.0
// Defines the SoftmaxCentered bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y = softmax([x, 0]) along the last axis, from R^n onto the inside of the simplex of n + 1
/// coordinates. Densities on the simplex are taken by its first n coordinates, as that of the
/// Dirichlet distribution is: log |det| = log(y_1 ... y_(n+1)).
class SoftmaxCentered : public Bijector {
 public:
  SoftmaxCentered();
};

}  // namespace aleator::bijectors
