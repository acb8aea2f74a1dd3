// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/distribution_layers/vector.h"

#include "aleator/array/ops/shape.h"
#include "aleator/bijectors/fill_scale_tril.h"
#include "aleator/distributions/multivariate/multivariate_normal_tril.h"
#include "aleator/distributions/multivariate/one_hot_categorical.h"
#include "aleator/nn/layers/dense.h"

namespace aleator::nn {
namespace {

std::int64_t checked(const char* kind, std::int64_t event_size) {
  check_positive(kind, "event_size", event_size);
  return event_size;
}

}  // namespace

MultivariateNormalTriL::MultivariateNormalTriL(std::int64_t event_size,
                                               const DistributionLambdaOptions& options)
    : DistributionLambda(
          "MultivariateNormalTriL", params_size(checked("MultivariateNormalTriL", event_size)),
          [event_size](const Array& params) {
            const Array triangle = slice_axis(params, -1, event_size, params.dim(-1));
            return distributions::MultivariateNormalTriL(
                {.loc = slice_axis(params, -1, 0, event_size),
                 .scale_tril = bijectors::FillScaleTriL().forward(triangle)});
          },
          options) {}

OneHotCategorical::OneHotCategorical(std::int64_t event_size,
                                     const DistributionLambdaOptions& options)
    : DistributionLambda(
          "OneHotCategorical", checked("OneHotCategorical", event_size),
          [](const Array& params) { return distributions::OneHotCategorical({.logits = params}); },
          options) {}

}  // namespace aleator::nn
