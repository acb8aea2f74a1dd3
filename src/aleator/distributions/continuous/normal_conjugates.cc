// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/normal_conjugates.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/text.h"

namespace aleator::distributions {
namespace {

struct Posterior {
  Array loc, scale;
};

/// Weights of the prior and of the observations, and not precisions, which may overflow.
Posterior posterior(const char* who, const NormalConjugatesKnownScaleOptions& o) {
  const DistributionRules& prior = o.prior.rules();
  if (&prior.family() != &Normal::family)
    throw ValueError(text(who, ": 'prior' must be a Normal, got ", o.prior));
  const Array prior_scale = prior.parameter("scale");
  const Array ratio = square(prior_scale / o.scale), total = 1. + o.n * ratio;
  return {(prior.parameter("loc") + ratio * o.s) / total, prior_scale / sqrt(total)};
}

}  // namespace

Normal normal_conjugates_known_scale_posterior(const NormalConjugatesKnownScaleOptions& options) {
  const Posterior p = posterior("normal_conjugates_known_scale_posterior", options);
  return Normal(p.loc, p.scale);
}

Normal normal_conjugates_known_scale_predictive(const NormalConjugatesKnownScaleOptions& options) {
  const Posterior p = posterior("normal_conjugates_known_scale_predictive", options);
  return Normal(p.loc, sqrt(square(p.scale) + square(options.scale)));
}

}  // namespace aleator::distributions
