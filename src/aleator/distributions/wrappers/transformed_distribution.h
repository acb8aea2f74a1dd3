// SPDX-License-Identifier: Apache-2.0
// Defines TransformedDistribution, the distribution of a bijector's value.
#pragma once

#include "aleator/base/error.h"
#include "aleator/bijectors/bijector.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct TransformedDistributionParameters {
  Distribution distribution = required("distribution");  ///< of x
  Bijector bijector = required("bijector");              ///< y = bijector(x)
};

/// The distribution of y = bijector(x) for x from `distribution`.
///
///   log_prob(y) = distribution.log_prob(bijector.inverse(y)) +
///   bijector.inverse_log_det_jacobian(y)
///
/// the sum over all x of y where the bijector is not injective. For numbers and a monotone map
/// there are cdf and quantile too; where the Jacobian is constant, mean, mode, stddev and entropy.
class TransformedDistribution : public Distribution {
 public:
  TransformedDistribution(const Distribution& distribution, const Bijector& bijector);
  explicit TransformedDistribution(const TransformedDistributionParameters& p)
      : TransformedDistribution(p.distribution, p.bijector) {}
  static const Family family;
};

}  // namespace aleator::distributions
