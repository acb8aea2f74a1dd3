// SPDX-License-Identifier: Apache-2.0
// Defines MixtureSameFamily, a mixture whose components are the last batch axis of a distribution.
#pragma once

#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct MixtureSameFamilyParameters {
  Distribution mixture_distribution;     ///< a Categorical: the weights
  Distribution components_distribution;  ///< components along its last batch axis
};

/// A component by its weight, then a draw of it.
///
///   pdf(x) = sum_k weights[k] components[k].pdf(x)
///
/// The default bijector is that of the components. Draws carry no gradient.
class MixtureSameFamily : public Distribution {
 public:
  explicit MixtureSameFamily(const MixtureSameFamilyParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
