// SPDX-License-Identifier: Apache-2.0
// Defines what relaxed categorical distributions over the simplex and over its logarithms share.
#pragma once

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/distributions/distribution.h"
#include "aleator/random/random.h"

#include <cmath>

namespace aleator::distributions {

struct RelaxedCategoricalRules : DistributionRules {
  template <class Parameters>
  RelaxedCategoricalRules(const Family& family, const Parameters& p)
      : DistributionRules(
            family, {{"temperature", p.temperature}, {"probs", p.probs}, {"logits", p.logits}}),
        temperature(parameter("temperature")),
        logits(has_parameter("probs") ? log(parameter("probs")) : parameter("logits")),
        n(logits.dim(-1)) {}
  const Array temperature, logits;
  const std::int64_t n;

  Shape event_shape() const override { return {n}; }
  /// Logarithms of draws: softmax((logits + Gumbel noise) / temperature).
  Array log_of_sample(const Key& key, const Shape& shape) const {
    const Array gumbel = random::gumbel(key, shape + Shape{n}, dtype());
    const Array score = (logits + gumbel) / expand_dims(temperature, -1);
    return score - logsumexp(score, {.axes = {-1}, .keep_dims = true});
  }
  /// The log density of logarithms y.
  Array log_prob_of_log(const Array& y) const {
    const double size = static_cast<double>(n);
    const Array score = logits - expand_dims(temperature, -1) * y;
    return std::lgamma(size) + (size - 1) * log(temperature) + sum(score, {.axes = {-1}}) -
           size * logsumexp(score, {.axes = {-1}});
  }
};

}  // namespace aleator::distributions
