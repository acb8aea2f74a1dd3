// SPDX-License-Identifier: Apache-2.0
// Defines the LambertWTail bijector.
#pragma once

#include "aleator/base/error.h"
#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct LambertWTailOptions {
  Array shift = required("shift");            ///< centre
  Array scale = required("scale");            ///< positive
  Array tailweight = required("tailweight");  ///< non-negative; 0 is the identity
};

/// y = shift + scale u exp(tailweight u^2 / 2), u = (x - shift) / scale, from the reals onto them:
/// makes tails heavier (G. Goerg 2015, "The Lambert way to Gaussianize heavy-tailed data with the
/// inverse of Tukey's h transformation as a special case"). log |dy/dx| = tailweight u^2 / 2 +
/// log(1 + tailweight u^2).
class LambertWTail : public Bijector {
 public:
  explicit LambertWTail(const LambertWTailOptions& options);
};

}  // namespace aleator::bijectors
