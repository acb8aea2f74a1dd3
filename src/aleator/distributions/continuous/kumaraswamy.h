// SPDX-License-Identifier: Apache-2.0
// Defines the Kumaraswamy distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct KumaraswamyParameters {
  Array concentration1 = required("concentration1");  ///< positive
  Array concentration0 = required("concentration0");  ///< positive
};

/// Kumaraswamy distribution over (0, 1): like beta, in closed form.
///
///   pdf(x) = a b x**(a - 1) (1 - x**a)**(b - 1),   a = concentration1, b = concentration0
///
/// Not in R or Stan.
class Kumaraswamy : public Distribution {
 public:
  Kumaraswamy(const Array& concentration1, const Array& concentration0);
  explicit Kumaraswamy(const KumaraswamyParameters& parameters)
      : Kumaraswamy(parameters.concentration1, parameters.concentration0) {}
  static const Family family;
};

}  // namespace aleator::distributions
