// SPDX-License-Identifier: Apache-2.0
// Defines the relaxed one-hot categorical distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// Exactly one of probs and logits is given; categories are along the last axis.
struct RelaxedOneHotCategoricalParameters {
  Array temperature = required("temperature");  ///< positive; towards 0 draws become one-hot
  std::optional<Array> probs = {};              ///< positive, adding up to 1: [..., n]
  std::optional<Array> logits = {};  ///< logarithms of probabilities, up to a constant: [..., n]
};

/// Distribution over the simplex of softmax((logits + g) / temperature) with g standard Gumbel
/// numbers, a density by the first n - 1 coordinates.
///
///   pdf(x) = (n - 1)! temperature**(n - 1) prod(probs x**(-temperature - 1))
///            / sum(probs x**-temperature)**n
///
/// Draws carry gradients. C. Maddison, A. Mnih and Y. Teh (2017), "The Concrete distribution".
class RelaxedOneHotCategorical : public Distribution {
 public:
  explicit RelaxedOneHotCategorical(const RelaxedOneHotCategoricalParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
