// SPDX-License-Identifier: Apache-2.0
// Defines how numbers of many chains become one, so that a few bad chains do no harm.
#pragma once

#include "aleator/array/array.h"

namespace aleator::mcmc {

/// The median along axis 0; of an even number, the mean of the two in the middle.
Array median(const Array& x);

/// Which chains are where most are, bool[chains]: whose mean log density lies within three robust
/// standard deviations between chains (1.4826 median absolute deviations) plus four typical
/// standard deviations within chains of the median. Chains without finite numbers are not.
Array is_typical(const Array& mean_log_density, const Array& variance_within);

/// Running mean and sum of squared deviations (Welford), elementwise.
struct Moments {
  Array count, mean, squares;
};
Moments no_moments(const Array& like);
Moments with(const Moments& moments, const Array& x);
/// The moments of all observations of the chosen chains, whose moments have the chains as axis 0.
Moments pooled(const Moments& chains, const Array& is_chosen);
/// squares / (count - 1).
Array variance(const Moments& moments);

}  // namespace aleator::mcmc
