// SPDX-License-Identifier: Apache-2.0
// Defines the Gumbel distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct GumbelParameters {
  Array loc = required("loc");      ///< centre
  Array scale = required("scale");  ///< positive
};

/// Gumbel distribution of largest values, over the reals.
///
///   pdf(x) = exp(-z - exp(-z)) / scale,   z = (x - loc) / scale
///
/// Stan: gumbel(loc, scale).
class Gumbel : public Distribution {
 public:
  Gumbel(const Array& loc, const Array& scale);
  explicit Gumbel(const GumbelParameters& parameters) : Gumbel(parameters.loc, parameters.scale) {}
  static const Family family;
};

}  // namespace aleator::distributions
