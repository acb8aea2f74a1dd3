// SPDX-License-Identifier: Apache-2.0
// Defines the beta distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct BetaParameters {
  Array concentration1 = required("concentration1");  ///< of successes, positive
  Array concentration0 = required("concentration0");  ///< of failures, positive
};

/// Beta distribution over (0, 1).
///
///   pdf(x) = x**(concentration1 - 1) (1 - x)**(concentration0 - 1) / B(concentration1,
///   concentration0)
///
/// R: shape1 = concentration1, shape2 = concentration0. Stan: beta(concentration1, concentration0).
class Beta : public Distribution {
 public:
  Beta(const Array& concentration1, const Array& concentration0);
  explicit Beta(const BetaParameters& parameters)
      : Beta(parameters.concentration1, parameters.concentration0) {}
  static const Family family;
};

}  // namespace aleator::distributions
