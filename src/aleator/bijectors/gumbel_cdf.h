// SPDX-License-Identifier: Apache-2.0
// Defines the GumbelCDF bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct GumbelCDFOptions {
  Array loc = 0.;    ///< location
  Array scale = 1.;  ///< positive
};

/// y = exp(-exp(-z)), z = (x - loc) / scale, onto (0, 1): the Gumbel distribution function.
/// log |dy/dx| = -z - exp(-z) - log(scale).
class GumbelCDF : public Bijector {
 public:
  GumbelCDF() : GumbelCDF(GumbelCDFOptions{}) {}
  explicit GumbelCDF(const GumbelCDFOptions& options);
};

}  // namespace aleator::bijectors
