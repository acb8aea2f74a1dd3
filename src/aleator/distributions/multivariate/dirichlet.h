// SPDX-License-Identifier: Apache-2.0
// Defines the Dirichlet distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct DirichletParameters {
  Array concentration = required("concentration");  ///< positive: [..., n]
};

/// Dirichlet distribution over the simplex of n coordinates, a density by the first n - 1 of them.
///
///   pdf(x) = prod(x**(concentration - 1)) Gamma(sum(concentration)) / prod(Gamma(concentration))
///
/// Stan: dirichlet(concentration).
class Dirichlet : public Distribution {
 public:
  explicit Dirichlet(const DirichletParameters& parameters);
  static const Family family;
};

struct FlatDirichletParameters {
  Shape concentration_shape = {};  ///< batch axes, then the number of coordinates
  Dtype dtype = float64;
};

/// The uniform distribution over the simplex: Dirichlet with concentrations 1.
Distribution FlatDirichlet(const FlatDirichletParameters& parameters);

}  // namespace aleator::distributions
