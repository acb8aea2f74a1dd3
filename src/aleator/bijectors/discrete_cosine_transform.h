// SPDX-License-Identifier: Apache-2.0
// Defines the DiscreteCosineTransform bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct DiscreteCosineTransformOptions {
  int dct_type = 2;  ///< 2 or 3, of which each is the inverse of the other
};

/// The orthonormal discrete cosine transform along the last axis. log |det| = 0.
class DiscreteCosineTransform : public Bijector {
 public:
  explicit DiscreteCosineTransform(const DiscreteCosineTransformOptions& options = {});
};

}  // namespace aleator::bijectors
