// SPDX-License-Identifier: Apache-2.0
// Defines the ShiftedGompertzCDF bijector.
#pragma once

#include "aleator/base/error.h"
#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct ShiftedGompertzCDFOptions {
  Array concentration = required("concentration");  ///< shape, positive
  Array rate = required("rate");                    ///< positive
};

/// y = (1 - exp(-rate x)) exp(-concentration exp(-rate x)), from the non-negative reals onto [0,
/// 1): the distribution function of the larger of an exponential and a Gumbel variable, relatively
/// accurate where y is small. log |dy/dx| = log rate - t - concentration exp(-t) +
/// log(1 + concentration (1 - exp(-t))), t = rate x.
///
/// A. Bemmaor (1994), "Modeling the diffusion of new durable goods".
class ShiftedGompertzCDF : public Bijector {
 public:
  explicit ShiftedGompertzCDF(const ShiftedGompertzCDFOptions& options);
};

}  // namespace aleator::bijectors
