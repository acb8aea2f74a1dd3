// SPDX-License-Identifier: Apache-2.0
// Declares quantiles by search, for families whose distribution function has no inverse in closed
// form.
#pragma once

#include "aleator/distributions/distribution.h"

namespace aleator {

/// The x with cdf(x) = p: bisection of log cdf, or of the log survival function above the median,
/// along the default bijector, then a step of Newton's method, which also carries the gradients.
Array search_quantile(const DistributionRules& rules, const Array& p);
/// The same by log p and log(1 - p), for tails whose complement is 1 in double.
Array search_quantile(const DistributionRules& rules, const Array& log_below,
                      const Array& log_above);
/// The x with survival_function(x) = q, in the same way.
Array search_quantile_complement(const DistributionRules& rules, const Array& q);
/// Draws x with the derivatives that they have while their probabilities are held: -(dF/dp) / f(x)
/// for each parameter p.
Array with_implicit_gradients(const DistributionRules& rules, const Array& x);
/// The smallest whole number k with cdf(k) >= p; for p = 0 the first
/// that has mass in double, where negative numbers may be in the support.
Array search_discrete_quantile(const DistributionRules& rules, const Array& p);
/// The smallest whole number k with survival_function(k) <= q, from -2**64 to 2**64.
Array search_discrete_quantile_complement(const DistributionRules& rules, const Array& q);

}  // namespace aleator
