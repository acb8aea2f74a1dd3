// SPDX-License-Identifier: Apache-2.0
// Defines Link, the function between means and linear responses, and the links there are.
#pragma once

#include "aleator/array/array.h"

namespace aleator::glm {

/// r is the linear response, m the mean: m = mean(r), r = linear_response(m), elementwise.
struct Link {
  const char* name;  ///< that of the function from means to linear responses: "log"
  Array (*mean)(const Array& r);
  Array (*log_mean)(const Array& r);  ///< also where the mean is too small or large for a number
  Array (*grad_mean)(const Array& r);
  Array (*linear_response)(const Array& m);
};

extern const Link kIdentity;
extern const Link kReciprocal;
extern const Link kLog;
extern const Link kSoftplusInverse;  ///< m = log(1 + exp(r))
extern const Link kLogit;
extern const Link kProbit;

}  // namespace aleator::glm
