// SPDX-License-Identifier: Apache-2.0
// Defines what is known of the mean of normal observations whose scale is known.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/continuous/normal.h"

namespace aleator::distributions {

struct NormalConjugatesKnownScaleOptions {
  Distribution prior = required("prior");  ///< of the mean: a Normal
  Array scale = required("scale");         ///< of an observation, positive
  Array s = required("s");                 ///< sum of the observations
  Array n = required("n");                 ///< their number
};

/// The distribution of the mean m given observations, for
///
///   m ~ prior,   x_i ~ Normal(m, scale), i = 1..n,   s = x_1 + ... + x_n
///
/// Its precision is 1 / prior.scale^2 + n / scale^2.
Normal normal_conjugates_known_scale_posterior(const NormalConjugatesKnownScaleOptions& options);
/// The distribution of the next observation.
Normal normal_conjugates_known_scale_predictive(const NormalConjugatesKnownScaleOptions& options);

}  // namespace aleator::distributions
