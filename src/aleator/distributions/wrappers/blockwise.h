// SPDX-License-Identifier: Apache-2.0
// Defines Blockwise, independent distributions as blocks of one vector.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/wrappers/parts.h"

namespace aleator::distributions {

struct BlockwiseParameters {
  Distributions distributions = required("distributions");
};

/// The events of several independent distributions, flattened and one after the other, as one
/// vector. Batch shapes broadcast. log_prob and entropy add up; statistics are concatenated, and
/// the default bijector is that of each block.
class Blockwise : public Distribution {
 public:
  explicit Blockwise(const BlockwiseParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
