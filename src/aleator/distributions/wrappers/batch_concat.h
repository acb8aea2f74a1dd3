// SPDX-License-Identifier: Apache-2.0
// Defines BatchConcat, batches of distributions one after the other.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/wrappers/parts.h"

namespace aleator::distributions {

struct BatchConcatParameters {
  Distributions distributions = required("distributions");  ///< of one event shape
  std::int64_t axis = 0;                                    ///< of the batch; -1 is the last
};

/// The batches of several distributions concatenated along an axis of the batch. The other axes
/// broadcast; families may differ.
class BatchConcat : public Distribution {
 public:
  explicit BatchConcat(const BatchConcatParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
