// SPDX-License-Identifier: Apache-2.0
// Defines the Laplace distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct LaplaceParameters {
  Array loc = required("loc");      ///< centre
  Array scale = required("scale");  ///< positive
};

/// Laplace (double exponential) distribution over the reals.
///
///   pdf(x) = exp(-|z|) / (2 scale),   z = (x - loc) / scale
///
/// Stan: double_exponential(loc, scale).
class Laplace : public Distribution {
 public:
  Laplace(const Array& loc, const Array& scale);
  explicit Laplace(const LaplaceParameters& parameters)
      : Laplace(parameters.loc, parameters.scale) {}
  static const Family family;
};

}  // namespace aleator::distributions
