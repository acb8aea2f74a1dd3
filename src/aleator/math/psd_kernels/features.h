// SPDX-License-Identifier: Apache-2.0
// Defines kernels of transformed points: FeatureTransformed, FeatureScaled,
// KumaraswamyTransformed.
#pragma once

#include "aleator/base/callable.h"
#include "aleator/base/error.h"
#include "aleator/math/psd_kernels/positive_semidefinite_kernel.h"

namespace aleator::math::psd_kernels {

struct FeatureTransformedParameters {
  PositiveSemidefiniteKernel kernel = required("kernel");
  /// Points by points, with the axes of examples that are behind those of a batch.
  Callable<Array(const Array& x, int example_ndims)> transformation_fn = {};
};
/// k(x, y) = kernel(transformation_fn(x), transformation_fn(y)).
class FeatureTransformed : public PositiveSemidefiniteKernel {
 public:
  explicit FeatureTransformed(const FeatureTransformedParameters& parameters);
};

struct FeatureScaledParameters {
  PositiveSemidefiniteKernel kernel = required("kernel");
  Array scale_diag = 1.;  ///< positive, of the shape of a point after the axes of a batch
};
/// k(x, y) = kernel(x / scale_diag, y / scale_diag): a length scale for each feature (automatic
/// relevance determination).
class FeatureScaled : public PositiveSemidefiniteKernel {
 public:
  explicit FeatureScaled(const FeatureScaledParameters& parameters);
};

struct KumaraswamyTransformedParameters {
  PositiveSemidefiniteKernel kernel = required("kernel");
  /// Positive, of the shape of a point after the axes of a batch.
  Array concentration1 = required("concentration1");
  Array concentration0 = required("concentration0");
};
/// k(x, y) = kernel(w(x), w(y)), w(x) = 1 - (1 - x**concentration1)**concentration0 for features in
/// [0, 1]: places of the unit interval are stretched where functions change fast.
/// Source: Snoek et al. 2014, "Input warping for Bayesian optimization of non-stationary
/// functions".
class KumaraswamyTransformed : public PositiveSemidefiniteKernel {
 public:
  explicit KumaraswamyTransformed(const KumaraswamyTransformedParameters& parameters);
};

}  // namespace aleator::math::psd_kernels
