// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/distribution_layers/mixture.h"

#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/discrete/categorical.h"
#include "aleator/distributions/multivariate/one_hot_categorical.h"
#include "aleator/distributions/wrappers/mixture_same_family.h"
#include "aleator/nn/distribution_layers/independent.h"
#include "aleator/nn/layers/dense.h"

namespace aleator::nn {
namespace {

namespace d = aleator::distributions;

MakeDistributionFn mixture_of(const char* kind, std::int64_t num_components,
                              const MakeDistributionFn& component_fn) {
  check_positive(kind, "num_components", num_components);
  return [=](const Array& params) {
    const std::int64_t size = params.dim(-1) / num_components - 1;
    if (size < 1 || params.dim(-1) != num_components * (1 + size))
      throw ShapeError(text(kind,
                            ": the last axis of its input holds a logit and the parameters "
                            "of each of ",
                            num_components, " components, got shape ", params.shape()));
    const Array logits = slice_axis(params, -1, 0, num_components),
                others = slice_axis(params, -1, num_components, params.dim(-1));
    const Shape batch = params.shape().slice(0, params.rank() - 1);
    const Array of_components = reshape(others, batch + Shape{num_components, size});
    return d::MixtureSameFamily({.mixture_distribution = d::Categorical({.logits = logits}),
                                 .components_distribution = component_fn(of_components)});
  };
}

}  // namespace

MixtureSameFamily::MixtureSameFamily(std::int64_t num_components,
                                     const MakeDistributionFn& component_fn,
                                     const DistributionLambdaOptions& options)
    : MixtureSameFamily("MixtureSameFamily", num_components, 0, component_fn, options) {}
MixtureSameFamily::MixtureSameFamily(const char* kind, std::int64_t num_components,
                                     std::int64_t params_size,
                                     const MakeDistributionFn& component_fn,
                                     const DistributionLambdaOptions& options)
    : DistributionLambda(kind, params_size, mixture_of(kind, num_components, component_fn),
                         options) {}

MixtureNormal::MixtureNormal(std::int64_t num_components, const Shape& event_shape,
                             const DistributionLambdaOptions& options)
    : MixtureSameFamily("MixtureNormal", num_components, params_size(num_components, event_shape),
                        independent_normal(event_shape), options) {}

MixtureLogistic::MixtureLogistic(std::int64_t num_components, const Shape& event_shape,
                                 const DistributionLambdaOptions& options)
    : MixtureSameFamily("MixtureLogistic", num_components, params_size(num_components, event_shape),
                        independent_logistic(event_shape), options) {}

CategoricalMixtureOfOneHotCategorical::CategoricalMixtureOfOneHotCategorical(
    std::int64_t event_size, std::int64_t num_components, const DistributionLambdaOptions& options)
    : MixtureSameFamily(
          "CategoricalMixtureOfOneHotCategorical", num_components,
          params_size(event_size, num_components),
          [](const Array& logits) { return d::OneHotCategorical({.logits = logits}); }, options) {}

}  // namespace aleator::nn
