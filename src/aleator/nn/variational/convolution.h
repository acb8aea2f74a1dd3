// SPDX-License-Identifier: Apache-2.0
// Defines convolution layers with a posterior over their kernel, by two estimators.
#pragma once

#include "aleator/nn/layers/convolution.h"
#include "aleator/nn/variational/posterior.h"

namespace aleator::nn {

struct BayesianConvolutionOptions {
  Dim filters = required("filters");           ///< channels of the result, at least 1
  Dims kernel_size = required("kernel_size");  ///< per axis, or one for all
  Activation activation = {};                  ///< absent: none
  Dims strides = {1};                          ///< per axis, or one for all
  Padding padding = Padding::Valid;            ///< or Padding::Same
  Dims dilation_rate = {1};
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

// Convolutions as Conv1D, Conv2D and Conv3D are, with posteriors, estimators and kl_loss() as
// DenseReparameterization and DenseFlipout have them. Flipout's signs are drawn per image and
// channel, the same at all positions.

class Convolution1DReparameterization : public Layer {
 public:
  explicit Convolution1DReparameterization(const BayesianConvolutionOptions& options);
};
class Convolution2DReparameterization : public Layer {
 public:
  explicit Convolution2DReparameterization(const BayesianConvolutionOptions& options);
};
class Convolution3DReparameterization : public Layer {
 public:
  explicit Convolution3DReparameterization(const BayesianConvolutionOptions& options);
};
class Convolution1DFlipout : public Layer {
 public:
  explicit Convolution1DFlipout(const BayesianConvolutionOptions& options);
};
class Convolution2DFlipout : public Layer {
 public:
  explicit Convolution2DFlipout(const BayesianConvolutionOptions& options);
};
class Convolution3DFlipout : public Layer {
 public:
  explicit Convolution3DFlipout(const BayesianConvolutionOptions& options);
};

}  // namespace aleator::nn
