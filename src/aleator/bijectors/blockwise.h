// SPDX-License-Identifier: Apache-2.0
// Defines the Blockwise bijector.
#pragma once

#include "aleator/base/error.h"
#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct BlockwiseOptions {
  Bijectors bijectors = required("bijectors");  ///< of numbers or of vectors
  Dims block_sizes = {};                        ///< of the blocks of x; by default 1 each
};

/// Applies bijectors to consecutive blocks of the last axis, and concatenates the results. log
/// |det| is the sum of theirs.
class Blockwise : public Bijector {
 public:
  explicit Blockwise(const BlockwiseOptions& options);
};

}  // namespace aleator::bijectors
