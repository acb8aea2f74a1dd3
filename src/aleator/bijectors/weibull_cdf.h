// SPDX-License-Identifier: Apache-2.0
// Defines the WeibullCDF bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct WeibullCDFOptions {
  Array concentration = 1.;  ///< shape, positive
  Array scale = 1.;          ///< positive
};

/// y = 1 - exp(-z^concentration), z = x / scale, from the non-negative reals onto [0, 1): the
/// Weibull distribution function, relatively accurate where y is small. log |dy/dx| =
/// log(concentration / scale) + (concentration - 1) log(z) - z^concentration.
class WeibullCDF : public Bijector {
 public:
  WeibullCDF() : WeibullCDF(WeibullCDFOptions{}) {}
  explicit WeibullCDF(const WeibullCDFOptions& options);
};

}  // namespace aleator::bijectors
