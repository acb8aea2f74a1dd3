// SPDX-License-Identifier: Apache-2.0
// Defines the kernels of a distance: ExponentiatedQuadratic, the Matern kernels,
// GeneralizedMatern, RationalQuadratic, GammaExponential, ExpSinSquared.
#pragma once

#include "aleator/base/error.h"
#include "aleator/math/psd_kernels/positive_semidefinite_kernel.h"

namespace aleator::math::psd_kernels {

struct StationaryKernelParameters {
  Array amplitude = 1.;     ///< positive: the standard deviation of the function
  Array length_scale = 1.;  ///< positive: over which it changes
  int feature_ndims = 1;    ///< axes of a point
};

/// k(x, y) = amplitude^2 exp(-|x - y|^2 / (2 length_scale^2)); functions have all derivatives.
class ExponentiatedQuadratic : public PositiveSemidefiniteKernel {
 public:
  explicit ExponentiatedQuadratic(const StationaryKernelParameters& parameters = {});
};

/// Matern kernels of order 1/2, 3/2 and 5/2, by z = sqrt(2 order) |x - y| / length_scale:
/// amplitude^2 exp(-z) times 1, 1 + z, 1 + z + z^2/3. Functions have 0, 1 and 2 derivatives.
/// Derivatives of a kernel by its points are 0 where these are equal.
class MaternOneHalf : public PositiveSemidefiniteKernel {
 public:
  explicit MaternOneHalf(const StationaryKernelParameters& parameters = {});
};
class MaternThreeHalves : public PositiveSemidefiniteKernel {
 public:
  explicit MaternThreeHalves(const StationaryKernelParameters& parameters = {});
};
class MaternFiveHalves : public PositiveSemidefiniteKernel {
 public:
  explicit MaternFiveHalves(const StationaryKernelParameters& parameters = {});
};

struct GeneralizedMaternParameters {
  Array df = required("df");  ///< positive: the order, of which half-integers have names above
  Array amplitude = 1.;       ///< positive
  Array length_scale = 1.;    ///< positive
  int feature_ndims = 1;
};
/// The Matern kernel of order df, amplitude^2 2^(1 - df) / Gamma(df) z^df K_df(z), with z = sqrt(2
/// df) |x - y| / length_scale and K the modified Bessel function.
class GeneralizedMatern : public PositiveSemidefiniteKernel {
 public:
  explicit GeneralizedMatern(const GeneralizedMaternParameters& parameters);
};

struct RationalQuadraticParameters {
  Array amplitude = 1.;           ///< positive
  Array length_scale = 1.;        ///< positive
  Array scale_mixture_rate = 1.;  ///< positive: small for many scales, infinite for one
  int feature_ndims = 1;
};
/// k(x, y) = amplitude^2 (1 + |x - y|^2 / (2 scale_mixture_rate length_scale^2))
/// **(-scale_mixture_rate), a mixture of ExponentiatedQuadratic kernels over length scales.
class RationalQuadratic : public PositiveSemidefiniteKernel {
 public:
  explicit RationalQuadratic(const RationalQuadraticParameters& parameters = {});
};

struct GammaExponentialParameters {
  Array amplitude = 1.;     ///< positive
  Array length_scale = 1.;  ///< positive
  Array power = 1.;         ///< in (0, 1]
  int feature_ndims = 1;
};
/// k(x, y) = amplitude^2 exp(-(|x - y|^2 / (2 length_scale^2))**power).
class GammaExponential : public PositiveSemidefiniteKernel {
 public:
  explicit GammaExponential(const GammaExponentialParameters& parameters = {});
};

struct ExpSinSquaredParameters {
  Array amplitude = 1.;     ///< positive
  Array length_scale = 1.;  ///< positive
  Array period = 1.;        ///< positive
  int feature_ndims = 1;
};
/// k(x, y) = amplitude^2 exp(-2 / length_scale^2 sum over features sin(pi (x - y) / period)^2):
/// periodic functions.
class ExpSinSquared : public PositiveSemidefiniteKernel {
 public:
  explicit ExpSinSquared(const ExpSinSquaredParameters& parameters = {});
};

}  // namespace aleator::math::psd_kernels
