// SPDX-License-Identifier: Apache-2.0
// Defines the FrechetCDF bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct FrechetCDFOptions {
  Array loc = 0.;            ///< lower end of the domain
  Array scale = 1.;          ///< positive
  Array concentration = 1.;  ///< shape, positive
};

/// y = exp(-z^-concentration), z = (x - loc) / scale, from (loc, inf) onto (0, 1): the Frechet
/// distribution function.
/// log |dy/dx| = log(concentration / scale) - (1 + concentration) log(z) - z^-concentration.
class FrechetCDF : public Bijector {
 public:
  FrechetCDF() : FrechetCDF(FrechetCDFOptions{}) {}
  explicit FrechetCDF(const FrechetCDFOptions& options);
};

}  // namespace aleator::bijectors
