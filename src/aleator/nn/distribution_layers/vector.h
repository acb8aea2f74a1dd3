// SPDX-License-Identifier: Apache-2.0
// Defines layers that make distributions over vectors: MultivariateNormalTriL, OneHotCategorical.
#pragma once

#include "aleator/nn/distribution_layers/distribution_lambda.h"

namespace aleator::nn {

/// Normal over vectors of length event_size: of the input the first event_size numbers are loc, the
/// others fill the lower triangle of scale_tril, whose diagonal is 1e-5 + softplus of them.
class MultivariateNormalTriL : public DistributionLambda {
 public:
  explicit MultivariateNormalTriL(std::int64_t event_size,
                                  const DistributionLambdaOptions& options = {});
  static std::int64_t params_size(std::int64_t event_size) {
    return event_size + event_size * (event_size + 1) / 2;
  }
};

/// One of event_size classes as a vector of zeros and a one, with logits = input.
class OneHotCategorical : public DistributionLambda {
 public:
  explicit OneHotCategorical(std::int64_t event_size,
                             const DistributionLambdaOptions& options = {});
  static std::int64_t params_size(std::int64_t event_size) { return event_size; }
};

}  // namespace aleator::nn
