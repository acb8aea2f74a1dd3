// SPDX-License-Identifier: Apache-2.0
// Defines MixtureSameFamily, a mixture whose components are the last batch axis of a distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct MixtureSameFamilyParameters {
  Distribution mixture_distribution =
      required("mixture_distribution");  ///< a Categorical: the weights
  /// Components along its last batch axis.
  Distribution components_distribution = required("components_distribution");
};

/// A component by its weight, then a draw of it.
///
///   pdf(x) = sum_k weights[k] components[k].pdf(x)
///
/// The default bijector is onto the supports of the components, of numbers the smallest interval
/// that holds them. Draws carry no gradient.
class MixtureSameFamily : public Distribution {
 public:
  explicit MixtureSameFamily(const MixtureSameFamilyParameters& parameters);
  static const Family family;

  /// A Categorical of batch shape sample + batch: the component that each event is of.
  Distribution posterior_marginal(const Array& observations) const;
  /// The most probable component of each event, int64: sample + batch.
  Array posterior_mode(const Array& observations) const;
};

}  // namespace aleator::distributions
