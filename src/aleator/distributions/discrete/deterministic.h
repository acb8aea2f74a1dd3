// SPDX-License-Identifier: Apache-2.0
// Defines the distribution of a certain number.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct DeterministicParameters {
  Array loc = required("loc");  ///< the number
  Array atol = 0.;              ///< how far from it counts as it, non-negative
  Array rtol = 0.;              ///< the same in parts of |loc|
};

/// All mass on loc.
///
///   pmf(x) = 1 where |x - loc| <= atol + rtol |loc|, else 0,   cdf(x) = 1 where x >= loc - that
///
/// Its divergence from another distribution is minus the log density of that one at loc, for
/// densities too, as TensorFlow Probability has it.
class Deterministic : public Distribution {
 public:
  explicit Deterministic(const DeterministicParameters& parameters);
  explicit Deterministic(const Array& loc) : Deterministic(DeterministicParameters{.loc = loc}) {}
  static const Family family;
};

}  // namespace aleator::distributions
