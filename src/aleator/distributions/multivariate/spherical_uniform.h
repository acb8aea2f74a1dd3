// SPDX-License-Identifier: Apache-2.0
// Defines the uniform distribution over the unit sphere.
#pragma once

#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct SphericalUniformOptions {
  std::int64_t dimension = 0;  ///< of the space around it, at least 1
  Shape batch_shape = {};
  Dtype dtype = float64;
};

/// Uniform distribution over the unit sphere of R^dimension, a density by its area.
///
///   pdf(x) = Gamma(dimension / 2) / (2 pi**(dimension / 2))
class SphericalUniform : public Distribution {
 public:
  explicit SphericalUniform(const SphericalUniformOptions& options);
  static const Family family;
};

}  // namespace aleator::distributions
