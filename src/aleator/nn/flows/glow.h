// SPDX-License-Identifier: Apache-2.0
// Defines the Glow bijector, a flow onto images in several scales, and the network of its
// couplings.
#pragma once

#include "aleator/bijectors/bijector.h"
#include "aleator/nn/layer.h"

namespace aleator::nn {

struct GlowDefaultNetworkOptions {
  Dim num_changed = required("num_changed");  ///< channels that the coupling changes
  std::int64_t num_hidden = 400;              ///< channels of the two hidden layers
  std::int64_t kernel_size = 3;               ///< of the first and the last convolution
  Dtype dtype = float32;
};

/// Three convolutions, of images [..., height, width, channels] to [..., height, width,
/// num_changed, 2]: shift and log scale of a coupling. The last one starts at 0, so that a flow
/// starts as the identity.
class GlowDefaultNetwork : public Layer {
 public:
  explicit GlowDefaultNetwork(const GlowDefaultNetworkOptions& options);
  using Layer::operator();
  /// As RealNVP calls it. ShapeError unless num_changed is that of the options.
  Array operator()(const Array& masked, std::int64_t num_changed) const;
};

}  // namespace aleator::nn

namespace aleator::bijectors {

struct GlowOptions {
  Shape output_shape = required("output_shape");  ///< [height, width, channels]
  Key key = required("key");                      ///< of the first weights
  /// Scales; height and width must be multiples of 2^num_glow_blocks.
  std::int64_t num_glow_blocks = 3;
  std::int64_t num_steps_per_block = 32;  ///< flow steps at each scale
  double grab_after_block = 0.5;          ///< share of the channels that leave after a scale
  bool use_actnorm = true;                ///< whether steps shift and scale channels
  std::int64_t num_hidden = 400;          ///< channels of hidden layers of the couplings
  std::int64_t kernel_size = 3;           ///< of their convolutions
  Dtype dtype = float32;
};

/// A map of vectors of height width channels elements onto images. Seen from the image, each of
/// num_glow_blocks scales turns squares of 2 x 2 positions into channels and takes
/// num_steps_per_block steps: a shift and scale of each channel, a product of the channels at each
/// position with a matrix in LU form, and a coupling of half of the channels with the others by
/// convolutions. Then a share of the channels leaves, after a coupling that changes it by those
/// that stay, and becomes a part of the vector. log |det| is the sum of those of the steps.
///
/// D. Kingma and P. Dhariwal (2018), "Glow: generative flow with invertible 1x1 convolutions".
class Glow : public Bijector {
 public:
  explicit Glow(const GlowOptions& options);
  /// Sets shifts and scales so that channels of these images have mean 0 and variance 1 after each
  /// of them: before training. Assigns.
  void initialize(const Array& images) const;
};

}  // namespace aleator::bijectors
