// SPDX-License-Identifier: Apache-2.0
// Defines Independent, batches of a distribution as one event.
#pragma once

#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct IndependentOptions {
  /// How many of the last batch axes become event axes; absent: all but the first.
  std::optional<int> reinterpreted_batch_ndims = {};
};

/// The members of a batch as coordinates of one event: log_prob adds up over them, and everything
/// else keeps its shape.
class Independent : public Distribution {
 public:
  explicit Independent(const Distribution& distribution, const IndependentOptions& options = {});
  static const Family family;
};

/// The members that make an event of `distribution`: d, if it is Independent(d) with any number of
/// reinterpreted axes; for Sample(d, shape), d repeated along batch axes of that shape; nothing for
/// another one. Their batch shape is that of `distribution` followed by the first event axes.
std::optional<Distribution> independent_members(const Distribution& distribution);

}  // namespace aleator::distributions
