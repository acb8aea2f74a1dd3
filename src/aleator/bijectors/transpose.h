// SPDX-License-Identifier: Apache-2.0
// Defines the Transpose bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct TransposeOptions {
  std::optional<Dims> perm = {};                                ///< each axis of the event once
  std::optional<std::int64_t> rightmost_transposed_ndims = {};  ///< reverses so many axes
};

/// Permutes the trailing axes: axis i of the event of y is axis perm[i] of that of x. log |det| =
/// 0.
class Transpose : public Bijector {
 public:
  explicit Transpose(const TransposeOptions& options);
};

}  // namespace aleator::bijectors
