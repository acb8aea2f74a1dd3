// SPDX-License-Identifier: Apache-2.0
// Declares what makes posteriors and priors of parameters, and the divergence between them.
#pragma once

#include "aleator/nn/layer.h"

namespace aleator::nn {

/// Makes the distribution of a parameter: `name` ("kernel") begins the names of the Variables that
/// it asks the builder for.
using ParameterDistributionFn = Callable<Distribution(const std::string& name, const Shape& shape,
                                                      Dtype dtype, Builder& builder)>;

struct DefaultMeanFieldNormalOptions {
  bool is_singular = false;  ///< no spread: a parameter that is one number
  Initializer loc_initializer = random_normal({.stddev = 0.1});
  Initializer untransformed_scale_initializer = random_normal({.mean = -3, .stddev = 0.1});
};
/// Independent normal elements with trainable `loc` and `scale = epsilon +
/// softplus(untransformed_scale)`, epsilon that of the dtype.
ParameterDistributionFn default_mean_field_normal_fn(
    const DefaultMeanFieldNormalOptions& options = {});
/// Independent standard normal elements, nothing trained: the usual prior.
Distribution default_multivariate_normal_fn(const std::string& name, const Shape& shape,
                                            Dtype dtype, Builder& builder);

/// A number for the draw and the pair: log posterior minus log prior on average.
using DivergenceFn =
    Callable<Array(const Distribution& posterior, const Distribution& prior, const Array& draw)>;
/// KL(posterior || prior) in closed form where there is one, else log posterior - log prior at the
/// draw, which has that mean.
Array default_divergence_fn(const Distribution& posterior, const Distribution& prior,
                            const Array& draw);

using PosteriorTensorFn = Callable<Array(const Distribution&, const Key&)>;

/// How a parameter is inferred; the fields are those of TensorFlow Probability's layers without
/// "kernel_" and "bias_".
struct ParameterPosterior {
  ParameterDistributionFn posterior_fn = {};
  PosteriorTensorFn posterior_tensor_fn = {};  ///< by default a draw
  ParameterDistributionFn prior_fn = {};       ///< absent: no divergence
  DivergenceFn divergence_fn = {};             ///< by default default_divergence_fn
};

/// A parameter with its posterior.
class RandomParameter {
 public:
  RandomParameter() = default;
  RandomParameter(const std::string& name, const Shape& shape, Dtype dtype,
                  const ParameterPosterior& how, Builder& builder);

  const Shape& shape() const { return shape_; }
  const Distribution& posterior() const { return *posterior_; }
  /// Whether the posterior has any spread.
  bool is_random() const { return is_random_; }
  /// Whether the divergence needs no draw.
  bool has_exact_divergence() const;
  /// A value for a call; a key is needed unless the posterior is singular.
  Array draw(const Call& call, const std::string& who) const;
  /// Adds the divergence to the loss of the call.
  void add_divergence(const Array& draw, const Call& call) const;

 private:
  Shape shape_;
  ParameterPosterior how_;
  std::optional<Distribution> posterior_, prior_;
  bool is_random_ = true;
};

}  // namespace aleator::nn
