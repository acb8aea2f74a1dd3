// SPDX-License-Identifier: Apache-2.0
// Defines SpectralMixture, the kernel whose spectral density is a mixture of normal ones.
#pragma once

#include "aleator/base/error.h"
#include "aleator/math/psd_kernels/positive_semidefinite_kernel.h"

namespace aleator::math::psd_kernels {

struct SpectralMixtureParameters {
  Array logits = required("logits");  ///< [..., components]: softmax(logits) are the weights
  Array locs = required("locs");      ///< [..., components, features]: frequencies
  Array scales = required("scales");  ///< [..., components, features], positive: of frequencies
};
/// k(x, y) = sum over components of weight prod over features exp(-2 (pi scale d)^2) cos(2 pi loc
/// d), d = x - y: any stationary kernel of variance 1 is a limit of these. Points are vectors.
/// Source: Wilson and Adams 2013, "Gaussian process kernels for pattern discovery and
/// extrapolation".
class SpectralMixture : public PositiveSemidefiniteKernel {
 public:
  explicit SpectralMixture(const SpectralMixtureParameters& parameters);
};

}  // namespace aleator::math::psd_kernels
