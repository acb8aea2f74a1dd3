// SPDX-License-Identifier: Apache-2.0
// Defines the Scale bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// Exactly one of the two is given.
struct ScaleOptions {
  std::optional<Array> scale = {};      ///< nonzero factor
  std::optional<Array> log_scale = {};  ///< logarithm of a positive factor
};

/// y = scale x. log |dy/dx| = log |scale|.
class Scale : public Bijector {
 public:
  explicit Scale(const ScaleOptions& options);
};

}  // namespace aleator::bijectors
