// SPDX-License-Identifier: Apache-2.0
// Defines the logarithm of the relaxed one-hot categorical distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// Exactly one of probs and logits is given; categories are along the last axis.
struct ExpRelaxedOneHotCategoricalParameters {
  Array temperature = required("temperature");  ///< positive; towards 0 draws become one-hot
  std::optional<Array> probs = {};              ///< positive, adding up to 1: [..., n]
  std::optional<Array> logits = {};  ///< logarithms of probabilities, up to a constant: [..., n]
};

/// Distribution of log_softmax((logits + g) / temperature) with g standard Gumbel numbers: the
/// logarithm of a RelaxedOneHotCategorical variable, which small numbers do not leave. A density by
/// the differences x[i] - x[n - 1].
///
///   pdf(x) = (n - 1)! temperature**(n - 1) prod(probs exp(-temperature x))
///            / sum(probs exp(-temperature x))**n,   sum(exp(x)) = 1
///
/// Draws carry gradients. C. Maddison, A. Mnih and Y. Teh (2017), "The Concrete distribution",
/// appendix C.
class ExpRelaxedOneHotCategorical : public Distribution {
 public:
  explicit ExpRelaxedOneHotCategorical(const ExpRelaxedOneHotCategoricalParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
