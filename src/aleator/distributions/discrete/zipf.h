// SPDX-License-Identifier: Apache-2.0
// Defines the Zipf distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct ZipfParameters {
  Array power = required("power");  ///< above 1
};

/// Zipf distribution over 1, 2, 3, ... The mean is infinite for power <= 2, the variance for
/// power <= 3.
///
///   pmf(k) = k**-power / zeta(power)
///
/// SciPy: zipf(power).
class Zipf : public Distribution {
 public:
  explicit Zipf(const Array& power);
  explicit Zipf(const ZipfParameters& parameters) : Zipf(parameters.power) {}
  static const Family family;
};

}  // namespace aleator::distributions
