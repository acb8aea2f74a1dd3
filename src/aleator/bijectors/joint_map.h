// SPDX-License-Identifier: Apache-2.0
// Defines the JointMap bijector.
#pragma once

#include "aleator/bijectors/multipart_bijector.h"

namespace aleator::bijectors {

/// Each bijector maps its own part: y[i] = bijectors[i](x[i]); one that has several parts itself
/// takes as many. log |det| is the sum of theirs. Parts may have event ranks of their own.
class JointMap : public MultipartBijector {
 public:
  explicit JointMap(const MultipartBijectors& bijectors);
};

}  // namespace aleator::bijectors
