// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/distribution_layers/independent.h"

#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/logistic.h"
#include "aleator/distributions/continuous/normal.h"
#include "aleator/distributions/discrete/bernoulli.h"
#include "aleator/distributions/discrete/poisson.h"
#include "aleator/distributions/wrappers/independent.h"

namespace aleator::nn {
namespace {

namespace d = aleator::distributions;

/// Numbers first, first + 1, ... of the last axis in the shape of events.
Array part(const Array& params, std::int64_t first, const Shape& event_shape) {
  const Shape batch = params.shape().slice(0, params.rank() - 1);
  return reshape(slice_axis(params, -1, first, first + event_shape.size()), batch + event_shape);
}

Distribution over(const Shape& event_shape, const Distribution& elements) {
  return d::Independent(elements,
                        {.reinterpreted_batch_ndims = static_cast<int>(event_shape.rank())});
}

template <class Family>
MakeDistributionFn by_loc_and_scale(const Shape& event_shape) {
  return [event_shape](const Array& params) {
    const Array scale = softplus(part(params, event_shape.size(), event_shape));
    return over(event_shape, Family(part(params, 0, event_shape), scale));
  };
}

}  // namespace

MakeDistributionFn independent_normal(const Shape& event_shape) {
  return by_loc_and_scale<d::Normal>(event_shape);
}
MakeDistributionFn independent_logistic(const Shape& event_shape) {
  return by_loc_and_scale<d::Logistic>(event_shape);
}

IndependentNormal::IndependentNormal(const Shape& event_shape,
                                     const DistributionLambdaOptions& options)
    : DistributionLambda("IndependentNormal", params_size(event_shape),
                         independent_normal(event_shape), options) {}

IndependentLogistic::IndependentLogistic(const Shape& event_shape,
                                         const DistributionLambdaOptions& options)
    : DistributionLambda("IndependentLogistic", params_size(event_shape),
                         independent_logistic(event_shape), options) {}

IndependentBernoulli::IndependentBernoulli(const Shape& event_shape,
                                           const DistributionLambdaOptions& options)
    : DistributionLambda(
          "IndependentBernoulli", params_size(event_shape),
          [event_shape](const Array& params) {
            return over(event_shape, d::Bernoulli({.logits = part(params, 0, event_shape)}));
          },
          options) {}

IndependentPoisson::IndependentPoisson(const Shape& event_shape,
                                       const DistributionLambdaOptions& options)
    : DistributionLambda(
          "IndependentPoisson", params_size(event_shape),
          [event_shape](const Array& params) {
            return over(event_shape, d::Poisson({.log_rate = part(params, 0, event_shape)}));
          },
          options) {}

}  // namespace aleator::nn
