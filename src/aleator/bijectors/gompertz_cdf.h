// SPDX-License-Identifier: Apache-2.0
// Defines the GompertzCDF bijector.
#pragma once

#include "aleator/base/error.h"
#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct GompertzCDFOptions {
  Array concentration = required("concentration");  ///< shape, positive
  Array rate = required("rate");                    ///< positive
};

/// y = 1 - exp(-concentration (exp(rate x) - 1)), from the non-negative reals onto [0, 1): the
/// Gompertz distribution function, relatively accurate where y is small. The formula goes on below
/// 0. log |dy/dx| = log(concentration rate) + rate x - concentration (exp(rate x) - 1).
class GompertzCDF : public Bijector {
 public:
  explicit GompertzCDF(const GompertzCDFOptions& options);
};

}  // namespace aleator::bijectors
