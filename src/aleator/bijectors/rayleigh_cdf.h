// SPDX-License-Identifier: Apache-2.0
// Defines the RayleighCDF bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct RayleighCDFOptions {
  Array scale = 1.;  ///< positive
};

/// y = 1 - exp(-z^2 / 2), z = x / scale, from the non-negative reals onto [0, 1): the Rayleigh
/// distribution function, relatively accurate where y is small.
/// log |dy/dx| = log(z) - z^2 / 2 - log(scale).
class RayleighCDF : public Bijector {
 public:
  RayleighCDF() : RayleighCDF(RayleighCDFOptions{}) {}
  explicit RayleighCDF(const RayleighCDFOptions& options);
};

}  // namespace aleator::bijectors
