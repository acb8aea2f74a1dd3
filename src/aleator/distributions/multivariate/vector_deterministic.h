// SPDX-License-Identifier: Apache-2.0
// Defines the distribution that puts all mass on one vector.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct VectorDeterministicParameters {
  Array loc = required("loc");  ///< the vector: [..., n]
  Array atol = 0.;              ///< what lies nearer than atol + rtol |loc| counts as equal
  Array rtol = 0.;              ///< the part in proportion to the coordinate
};

/// Distribution whose draws are the vector loc: the probability of x is 1 if every |x - loc| <=
/// atol + rtol |loc|, else 0. Draws carry gradients to loc.
class VectorDeterministic : public Distribution {
 public:
  explicit VectorDeterministic(const VectorDeterministicParameters& parameters);
  explicit VectorDeterministic(const Array& loc)
      : VectorDeterministic(VectorDeterministicParameters{.loc = loc}) {}
  static const Family family;
};

}  // namespace aleator::distributions
