// SPDX-License-Identifier: Apache-2.0
// Defines Validated, a distribution whose parameters are checked where they are not known yet.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct ValidatedParameters {
  Distribution distribution = required("distribution");  ///< of a family with parameters of its own
};

/// The same distribution, whose densities, draws and statistics are NaN for the members of a batch
/// with a parameter outside its constraint: where parameters are traced or live, which are not
/// checked when a distribution is made, a wrong one does not give plausible numbers. Draws of
/// integers stay. The density is named after what the parameters must be, so that reports of terms
/// that are not finite say it.
class Validated : public Distribution {
 public:
  explicit Validated(const ValidatedParameters& parameters);
  explicit Validated(const Distribution& distribution)
      : Validated(ValidatedParameters{.distribution = distribution}) {}
  static const Family family;
};

}  // namespace aleator::distributions
