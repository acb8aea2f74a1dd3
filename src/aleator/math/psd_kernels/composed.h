// SPDX-License-Identifier: Apache-2.0
// Defines kernels that are made of the values of others: PointwiseExponential, ChangePoint.
#pragma once

#include "aleator/base/callable.h"
#include "aleator/base/error.h"
#include "aleator/math/psd_kernels/positive_semidefinite_kernel.h"

#include <vector>

namespace aleator::math::psd_kernels {

/// k(x, y) = exp(kernel(x, y)): the sum of all powers of the kernel, each over its factorial.
class PointwiseExponential : public PositiveSemidefiniteKernel {
 public:
  explicit PointwiseExponential(const PositiveSemidefiniteKernel& kernel);
};

struct ChangePointParameters {
  std::vector<PositiveSemidefiniteKernel> kernels = required("kernels");  ///< K, at least 2
  Array locs = required("locs");  ///< [..., K - 1], increasing: where one hands over to the next
  Array slopes = required("slopes");  ///< [..., K - 1], positive: how fast
  /// From 0 before to 1 behind a location; by default sigmoid(slopes (|x| - locs)), |x| being the
  /// norm of a point. x: [..., features]; locs and slopes: [..., 1, ...] to broadcast with [...].
  Callable<Array(const Array& x, const Array& locs, const Array& slopes)> weight_fn = {};
};
/// k(x, y) = sum over i of w_i(x) kernels[i](x, y) w_i(y), where with s_i the weight of location i
/// w_i = s_(i-1) (1 - s_i), s_(-1) = 1 and s_(K-1) = 0: functions that change their kind on the
/// way. Source: Lloyd et al. 2014, "Automatic construction and natural-language description of
/// nonparametric regression models".
class ChangePoint : public PositiveSemidefiniteKernel {
 public:
  explicit ChangePoint(const ChangePointParameters& parameters);
};

struct ExponentialCurveParameters {
  Array concentration = 1.;  ///< positive
  Array rate = 1.;           ///< positive
  int feature_ndims = 1;
};
/// k(x, y) = prod over features (rate / (x + y + rate))**concentration for x, y >= 0: mixtures of
/// exp(-t x) over t ~ Gamma(concentration, rate), curves that fall to 0, as those of training do.
/// Source: Swersky, Snoek and Adams 2014, "Freeze-thaw Bayesian optimization".
class ExponentialCurve : public PositiveSemidefiniteKernel {
 public:
  explicit ExponentialCurve(const ExponentialCurveParameters& parameters = {});
};

}  // namespace aleator::math::psd_kernels
