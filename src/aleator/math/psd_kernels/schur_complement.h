// SPDX-License-Identifier: Apache-2.0
// Defines SchurComplement, the kernel of a Gaussian process given its values at fixed points.
#pragma once

#include "aleator/base/error.h"
#include "aleator/math/psd_kernels/positive_semidefinite_kernel.h"

#include <optional>

namespace aleator::math::psd_kernels {

struct SchurComplementParameters {
  PositiveSemidefiniteKernel base_kernel = required("base_kernel");
  Array fixed_inputs = required("fixed_inputs");  ///< [..., n, features]
  /// [..., n]: where true the point is not there.
  std::optional<Array> fixed_inputs_is_missing = {};
  Array diag_shift = 0.;  ///< added to the variances at the fixed points: noise and jitter
};
/// k(x, y) = b(x, y) - b(x, z) (b(z, z) + diag_shift I)^-1 b(z, y), with b the base kernel and z
/// the fixed points: the covariance of b's process at x and y, given its noisy values at z. NaN
/// where b(z, z) + diag_shift I is not positive definite.
///
/// Making it costs one Cholesky factorization of an n by n matrix, n^3 / 3 operations, which all
/// uses share. (Rasmussen and Williams 2006, Gaussian Processes for Machine Learning, equation
/// 2.24.)
class SchurComplement : public PositiveSemidefiniteKernel {
 public:
  explicit SchurComplement(const SchurComplementParameters& parameters);
};

}  // namespace aleator::math::psd_kernels
