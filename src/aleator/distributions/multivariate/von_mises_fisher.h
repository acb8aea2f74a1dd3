// SPDX-License-Identifier: Apache-2.0
// Defines the von Mises-Fisher distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct VonMisesFisherParameters {
  Array mean_direction = required("mean_direction");  ///< unit vector: [..., n], n >= 2
  Array concentration = required("concentration");    ///< non-negative; 0 is uniform
};

/// Von Mises-Fisher distribution over the unit sphere of R^n, a density by its area.
///
///   pdf(x) = concentration**(n/2 - 1) exp(concentration mean_direction' x)
///            / ((2 pi)**(n/2) I_(n/2 - 1)(concentration))
///
/// Draws by A. Wood (1994), "Simulation of the von Mises Fisher distribution". Stan:
/// von_mises for n = 2.
class VonMisesFisher : public Distribution {
 public:
  explicit VonMisesFisher(const VonMisesFisherParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
