// SPDX-License-Identifier: Apache-2.0
// Defines the exponential distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct ExponentialParameters {
  Array rate = required("rate");  ///< 1 / mean, positive
};

/// Exponential distribution over the non-negative reals.
///
///   pdf(x) = rate exp(-rate x),   x >= 0
///
/// R: rate = rate. Stan: exponential(rate).
class Exponential : public Distribution {
 public:
  explicit Exponential(const ExponentialParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
