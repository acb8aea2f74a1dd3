// SPDX-License-Identifier: Apache-2.0
// Defines the NormalCDF bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// y = P(Z <= x) for a standard normal Z, onto (0, 1). log |dy/dx| = -x^2 / 2 - log(2 pi) / 2.
/// Relatively accurate where y is small.
class NormalCDF : public Bijector {
 public:
  NormalCDF();
};

}  // namespace aleator::bijectors
