// SPDX-License-Identifier: Apache-2.0
// Declares the likeliest concentration of gamma variables, which families of them share.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

struct LikeliestGamma {
  Array concentration, mean;
};

/// Of values along axis 0: the root k of log k - digamma(k) = log(mean) - mean(log), by Newton's
/// method in 1 / k from an approximation whose error is below 2 % (Minka, Estimating a Gamma
/// distribution, 2002).
LikeliestGamma likeliest_gamma(const Array& values);

}  // namespace aleator
