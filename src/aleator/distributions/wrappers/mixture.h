// SPDX-License-Identifier: Apache-2.0
// Defines Mixture, a mixture of distributions of any families.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/wrappers/parts.h"

namespace aleator::distributions {

struct MixtureParameters {
  Distribution cat = required("cat");                 ///< a Categorical: the weights
  Distributions components = required("components");  ///< one for each category, of one event shape
};

/// A component by its weight, then a draw of it.
///
///   pdf(x) = sum_k cat.pmf(k) components[k].pdf(x)
///
/// Batch shapes broadcast. Of numbers there are cdf and quantile where the components have a cdf;
/// the default bijector is onto the smallest interval that holds the supports. Draws carry no
/// gradient. Components that differ in parameters only are better a MixtureSameFamily.
class Mixture : public Distribution {
 public:
  explicit Mixture(const MixtureParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
