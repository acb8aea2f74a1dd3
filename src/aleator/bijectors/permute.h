// SPDX-License-Identifier: Apache-2.0
// Defines the Permute bijector.
#pragma once

#include "aleator/base/error.h"
#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct PermuteOptions {
  Dims permutation = required("permutation");  ///< each position from 0 on, once
  std::int64_t axis = -1;                      ///< negative
};

/// y_i = x_permutation[i] along an axis counted from the end. log |det| = 0.
class Permute : public Bijector {
 public:
  explicit Permute(const PermuteOptions& options);
};

}  // namespace aleator::bijectors
