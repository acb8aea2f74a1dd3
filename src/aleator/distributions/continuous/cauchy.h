// SPDX-License-Identifier: Apache-2.0
// Defines the Cauchy distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct CauchyParameters {
  Array loc = required("loc");      ///< centre
  Array scale = required("scale");  ///< positive
};

/// Cauchy distribution over the reals; it has neither mean nor variance: asked for them it throws
/// NotImplemented.
///
///   pdf(x) = 1 / (pi scale (1 + z**2)),   z = (x - loc) / scale
///
/// R: location = loc. Stan: cauchy(loc, scale).
class Cauchy : public Distribution {
 public:
  Cauchy(const Array& loc, const Array& scale);
  explicit Cauchy(const CauchyParameters& parameters) : Cauchy(parameters.loc, parameters.scale) {}
  static const Family family;
};

}  // namespace aleator::distributions
