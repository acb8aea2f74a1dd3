// SPDX-License-Identifier: Apache-2.0
// Defines the von Mises distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct VonMisesParameters {
  Array loc = required("loc");                      ///< mean direction
  Array concentration = required("concentration");  ///< non-negative; 0 is uniform
};

/// Von Mises distribution over angles, draws in [loc - pi, loc + pi). Its density has period 2 pi;
/// the distribution function starts at loc - pi.
///
///   pdf(x) = exp(concentration cos(x - loc)) / (2 pi I_0(concentration))
///
/// The variance is circular: 1 - I_1(concentration) / I_0(concentration). Stan: von_mises(loc,
/// concentration).
class VonMises : public Distribution {
 public:
  VonMises(const Array& loc, const Array& concentration);
  explicit VonMises(const VonMisesParameters& p) : VonMises(p.loc, p.concentration) {}
  static const Family family;
};

}  // namespace aleator::distributions
