// SPDX-License-Identifier: Apache-2.0
// Defines dense layers with a posterior over their kernel, by three estimators.
#pragma once

#include "aleator/nn/activations.h"
#include "aleator/nn/variational/posterior.h"

namespace aleator::nn {

struct BayesianDenseOptions {
  Dim units = required("units");  ///< length of the result's last axis, at least 1
  Activation activation = {};     ///< absent: none
  bool use_bias = true;
  ParameterDistributionFn kernel_posterior_fn = default_mean_field_normal_fn();
  PosteriorTensorFn kernel_posterior_tensor_fn = {};  ///< by default a draw
  ParameterDistributionFn kernel_prior_fn = default_multivariate_normal_fn;
  DivergenceFn kernel_divergence_fn = {};  ///< by default default_divergence_fn
  ParameterDistributionFn bias_posterior_fn = default_mean_field_normal_fn({.is_singular = true});
  PosteriorTensorFn bias_posterior_tensor_fn = {};
  ParameterDistributionFn bias_prior_fn = {};  ///< absent: no divergence of the bias
  DivergenceFn bias_divergence_fn = {};
  Dtype dtype = float32;
};
using DenseReparameterizationOptions = BayesianDenseOptions;
using DenseFlipoutOptions = BayesianDenseOptions;
using DenseLocalReparameterizationOptions = BayesianDenseOptions;

// y = activation(x kernel + bias) with kernel and bias from their posteriors. A call adds
// KL(posterior || prior) of all parameters to kl_loss(), whole: a loss that is a mean over rows of
// data divides it by the number of rows of the whole data, out.kl_loss() / num_rows, so that a
// pass over the data counts it once.

/// One draw of the kernel for all rows of a call.
/// D. Kingma and M. Welling (2014), "Auto-encoding variational Bayes".
class DenseReparameterization : public Layer {
 public:
  explicit DenseReparameterization(const DenseReparameterizationOptions& options);
};

/// One draw, whose distance from the mean gets independent signs in each row: gradients of rows are
/// nearly uncorrelated, for two products instead of one. The posterior must be symmetric about its
/// mean, element by element independent.
/// Y. Wen, P. Vicol, J. Ba, D. Tran and R. Grosse (2018), "Flipout: efficient pseudo-independent
/// weight perturbations on mini-batches".
class DenseFlipout : public Layer {
 public:
  explicit DenseFlipout(const DenseFlipoutOptions& options);
};

/// Draws x kernel itself, normal with mean x E[kernel] and variance x^2 Var[kernel], independently
/// in each row. The posterior must be independent normal, and its divergence from the prior must
/// have a closed form: there is no kernel for an estimate. kernel_posterior_tensor_fn and
/// kernel_divergence_fn are refused for the same reason.
/// D. Kingma, T. Salimans and M. Welling (2015), "Variational dropout and the local
/// reparameterization trick".
class DenseLocalReparameterization : public Layer {
 public:
  explicit DenseLocalReparameterization(const DenseLocalReparameterizationOptions& options);
};

}  // namespace aleator::nn
