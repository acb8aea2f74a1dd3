// SPDX-License-Identifier: Apache-2.0
// Defines the Reshape bijector.
#pragma once

#include "aleator/base/error.h"
#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct ReshapeOptions {
  Dims event_shape_out = required("event_shape_out");  ///< of y
  Dims event_shape_in = {-1};                          ///< of x
};

/// The trailing axes event_shape_in of x, in row-major order, with the shape event_shape_out. One
/// dimension of either may be -1: it follows from the size. log |det| = 0.
class Reshape : public Bijector {
 public:
  explicit Reshape(const ReshapeOptions& options);
};

}  // namespace aleator::bijectors
