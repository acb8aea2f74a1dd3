// SPDX-License-Identifier: Apache-2.0
// Defines normalization layers.
#pragma once

#include "aleator/nn/layer.h"

namespace aleator::nn {

struct BatchNormalizationOptions {
  double momentum = 0.99;  ///< how much of the moving statistics a training call keeps
  double epsilon = 1e-3;   ///< added to variances
  bool center = true;      ///< whether there is a beta
  bool scale = true;       ///< whether there is a gamma
  Dtype dtype = float32;
};

/// y = gamma (x - mean) / sqrt(variance + epsilon) + beta for each channel, the last axis. In
/// training, mean and variance are those of the call's batch, over all other axes, and
/// moving_mean and moving_variance, which are not trained, follow them; else they are the moving
/// ones.
///
/// S. Ioffe and C. Szegedy (2015), "Batch normalization: accelerating deep network training by
/// reducing internal covariate shift".
class BatchNormalization : public Layer {
 public:
  explicit BatchNormalization(const BatchNormalizationOptions& options = {});
};

struct LayerNormalizationOptions {
  double epsilon = 1e-3;  ///< added to variances
  bool center = true;     ///< whether there is a beta
  bool scale = true;      ///< whether there is a gamma
  Dtype dtype = float32;
};

/// The same with mean and variance over the last axis of each element of the batch.
///
/// J. Ba, J. Kiros and G. Hinton (2016), "Layer normalization".
class LayerNormalization : public Layer {
 public:
  explicit LayerNormalization(const LayerNormalizationOptions& options = {});
};

}  // namespace aleator::nn
