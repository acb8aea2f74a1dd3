// SPDX-License-Identifier: Apache-2.0
// Defines the GeneralizedPareto bijector.
#pragma once

#include "aleator/base/error.h"
#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct GeneralizedParetoOptions {
  Array loc = required("loc");                      ///< lower end
  Array scale = required("scale");                  ///< positive
  Array concentration = required("concentration");  ///< shape, any
};

/// From the reals onto the support of the generalized Pareto distribution, increasing:
///
///   concentration >= 0   y = loc + softplus(x)
///   concentration < 0    y = loc + |scale / concentration| sigmoid(x)
class GeneralizedPareto : public Bijector {
 public:
  explicit GeneralizedPareto(const GeneralizedParetoOptions& options);
};

}  // namespace aleator::bijectors
