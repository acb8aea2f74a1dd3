// SPDX-License-Identifier: Apache-2.0
// Defines the GeneralizedExtremeValueCDF bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct GeneralizedExtremeValueCDFOptions {
  Array loc = 0.;            ///< location
  Array scale = 1.;          ///< positive
  Array concentration = 0.;  ///< of the tails; at 0 it is the Gumbel distribution function
};

/// y = exp(-t), t = (1 + concentration z)**(-1 / concentration), z = (x - loc) / scale, where
/// concentration z > -1: the distribution function of extreme values, onto (0, 1).
/// log |dy/dx| = (1 + concentration) log(t) - t - log(scale).
class GeneralizedExtremeValueCDF : public Bijector {
 public:
  explicit GeneralizedExtremeValueCDF(const GeneralizedExtremeValueCDFOptions& options = {});
};

}  // namespace aleator::bijectors
