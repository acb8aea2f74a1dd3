// SPDX-License-Identifier: Apache-2.0
// Defines BatchReshape, a distribution whose batch has other axes.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct BatchReshapeParameters {
  Distribution distribution = required("distribution");
  Shape batch_shape = {};  ///< of as many members; one dimension may be -1: it follows
};

/// The members of a batch, in row-major order, as a batch of another shape.
class BatchReshape : public Distribution {
 public:
  explicit BatchReshape(const BatchReshapeParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
