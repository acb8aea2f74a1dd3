// SPDX-License-Identifier: Apache-2.0
// Declares the mean over beta-binomial counts that entropies of counts with beta or Dirichlet
// probabilities are sums of.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

/// log(k!) + log Gamma(a) - log Gamma(k + a) for k >= 0 and a > 0, without cancellation.
Array log_factorial_ratio(const Array& k, const Array& a);

/// The mean of log_factorial_ratio(k, a) over beta-binomial counts k of n trials with parameters a
/// and b: the sum of its n + 1 terms. It has derivatives of order one.
Array mean_log_factorial_ratio(const Array& n, const Array& a, const Array& b);

}  // namespace aleator
