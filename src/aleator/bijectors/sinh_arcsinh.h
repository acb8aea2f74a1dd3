// SPDX-License-Identifier: Apache-2.0
// Defines the SinhArcsinh bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct SinhArcsinhOptions {
  Array skewness = 0.;    ///< any
  Array tailweight = 1.;  ///< positive
};

/// y = sinh(tailweight (asinh(x) + skewness)), from the reals onto them (M. Jones and A. Pewsey
/// 2009). Positive skewness moves mass to the right, tailweight > 1 makes the tails heavier. log
/// |dy/dx| = log(tailweight) + log cosh(u) - log cosh(a), a = asinh(x), u = tailweight (a +
/// skewness).
class SinhArcsinh : public Bijector {
 public:
  SinhArcsinh() : SinhArcsinh(SinhArcsinhOptions{}) {}
  explicit SinhArcsinh(const SinhArcsinhOptions& options);
};

}  // namespace aleator::bijectors
