// SPDX-License-Identifier: Apache-2.0
// Defines layers that make arrays of independent numbers of one family.
#pragma once

#include "aleator/nn/distribution_layers/distribution_lambda.h"

namespace aleator::nn {

// Inputs [..., params_size(event_shape)] are the parameters of one distribution over event_shape:
// of location families first all locations, then all untransformed scales.

/// What the layers make of their inputs.
MakeDistributionFn independent_normal(const Shape& event_shape);
MakeDistributionFn independent_logistic(const Shape& event_shape);

/// Normal with scale = softplus of its half of the input.
class IndependentNormal : public DistributionLambda {
 public:
  explicit IndependentNormal(const Shape& event_shape,
                             const DistributionLambdaOptions& options = {});
  static std::int64_t params_size(const Shape& event_shape) { return 2 * event_shape.size(); }
};

/// Logistic with scale = softplus of its half of the input.
class IndependentLogistic : public DistributionLambda {
 public:
  explicit IndependentLogistic(const Shape& event_shape,
                               const DistributionLambdaOptions& options = {});
  static std::int64_t params_size(const Shape& event_shape) { return 2 * event_shape.size(); }
};

/// Bernoulli with logits = input.
class IndependentBernoulli : public DistributionLambda {
 public:
  explicit IndependentBernoulli(const Shape& event_shape,
                                const DistributionLambdaOptions& options = {});
  static std::int64_t params_size(const Shape& event_shape) { return event_shape.size(); }
};

/// Poisson with log_rate = input.
class IndependentPoisson : public DistributionLambda {
 public:
  explicit IndependentPoisson(const Shape& event_shape,
                              const DistributionLambdaOptions& options = {});
  static std::int64_t params_size(const Shape& event_shape) { return event_shape.size(); }
};

}  // namespace aleator::nn
