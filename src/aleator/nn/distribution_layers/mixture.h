// SPDX-License-Identifier: Apache-2.0
// Defines layers that make mixtures: mixture density networks end with one.
#pragma once

#include "aleator/nn/distribution_layers/distribution_lambda.h"

namespace aleator::nn {

/// A mixture of num_components distributions that `component_fn` makes. Of the input the first
/// num_components numbers are the logits of the weights, the others, one component after the other,
/// the arguments of component_fn, which sees them with an axis of components before the last.
///
/// C. Bishop (1994), "Mixture density networks".
class MixtureSameFamily : public DistributionLambda {
 public:
  MixtureSameFamily(std::int64_t num_components, const MakeDistributionFn& component_fn,
                    const DistributionLambdaOptions& options = {});
  static std::int64_t params_size(std::int64_t num_components, std::int64_t component_params_size) {
    return num_components * (1 + component_params_size);
  }

 protected:
  MixtureSameFamily(const char* kind, std::int64_t num_components, std::int64_t params_size,
                    const MakeDistributionFn& component_fn,
                    const DistributionLambdaOptions& options);
};

/// Of normal arrays of independent elements, each as IndependentNormal has it.
class MixtureNormal : public MixtureSameFamily {
 public:
  MixtureNormal(std::int64_t num_components, const Shape& event_shape,
                const DistributionLambdaOptions& options = {});
  static std::int64_t params_size(std::int64_t num_components, const Shape& event_shape) {
    return MixtureSameFamily::params_size(num_components, 2 * event_shape.size());
  }
};

/// Of logistic arrays of independent elements, each as IndependentLogistic has it.
class MixtureLogistic : public MixtureSameFamily {
 public:
  MixtureLogistic(std::int64_t num_components, const Shape& event_shape,
                  const DistributionLambdaOptions& options = {});
  static std::int64_t params_size(std::int64_t num_components, const Shape& event_shape) {
    return MixtureSameFamily::params_size(num_components, 2 * event_shape.size());
  }
};

/// Of one-hot vectors: classes that depend on each other only through the component.
class CategoricalMixtureOfOneHotCategorical : public MixtureSameFamily {
 public:
  CategoricalMixtureOfOneHotCategorical(std::int64_t event_size, std::int64_t num_components,
                                        const DistributionLambdaOptions& options = {});
  static std::int64_t params_size(std::int64_t event_size, std::int64_t num_components) {
    return MixtureSameFamily::params_size(num_components, event_size);
  }
};

}  // namespace aleator::nn
