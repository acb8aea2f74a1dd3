// SPDX-License-Identifier: Apache-2.0
// Defines the MoyalCDF bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct MoyalCDFOptions {
  Array loc = 0.;    ///< location
  Array scale = 1.;  ///< positive
};

/// y = erfc(exp(-z / 2) / sqrt(2)), z = (x - loc) / scale, onto (0, 1): the Moyal distribution
/// function. log |dy/dx| = -(z + exp(-z) + log(2 pi)) / 2 - log(scale).
class MoyalCDF : public Bijector {
 public:
  MoyalCDF() : MoyalCDF(MoyalCDFOptions{}) {}
  explicit MoyalCDF(const MoyalCDFOptions& options);
};

}  // namespace aleator::bijectors
