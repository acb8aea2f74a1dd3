// SPDX-License-Identifier: Apache-2.0
// Defines the IteratedSigmoidCentered bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// Stick breaking along the last axis, from R^n onto the inside of the simplex of n + 1
/// coordinates: y_k = z_k (1 - z_1) ... (1 - z_(k-1)) with z_k = sigmoid(x_k - log(n - k + 1)) for
/// k = 1, ..., n, and y_(n+1) what is left; 0 is mapped to the centre. Densities on the simplex are
/// taken by its first n coordinates: log |det| = log(y_1 ... y_(n+1)).
class IteratedSigmoidCentered : public Bijector {
 public:
  IteratedSigmoidCentered();
};

}  // namespace aleator::bijectors
