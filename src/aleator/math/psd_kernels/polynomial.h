// SPDX-License-Identifier: Apache-2.0
// Defines the kernels of an inner product: Constant, Linear, Polynomial.
#pragma once

#include "aleator/math/psd_kernels/positive_semidefinite_kernel.h"

namespace aleator::math::psd_kernels {

struct ConstantParameters {
  Array constant = 1.;  ///< not negative
  int feature_ndims = 1;
};
/// k(x, y) = constant: functions that are one number.
class Constant : public PositiveSemidefiniteKernel {
 public:
  explicit Constant(const ConstantParameters& parameters = {});
};

struct PolynomialParameters {
  Array bias_amplitude = 0.;   ///< of the constant
  Array slope_amplitude = 1.;  ///< of the polynomial
  Array shift = 0.;            ///< point where it is 0, for all features
  Array exponent = 1.;         ///< a whole number, 1 or more: its degree
  int feature_ndims = 1;
};
/// k(x, y) = bias_amplitude^2 + slope_amplitude^2 ((x - shift) . (y - shift))**exponent.
class Polynomial : public PositiveSemidefiniteKernel {
 public:
  explicit Polynomial(const PolynomialParameters& parameters = {});
};

struct LinearParameters {
  Array bias_amplitude = 0.;
  Array slope_amplitude = 1.;
  Array shift = 0.;
  int feature_ndims = 1;
};
/// The Polynomial of exponent 1: linear regression with normal coefficients.
class Linear : public PositiveSemidefiniteKernel {
 public:
  explicit Linear(const LinearParameters& parameters = {});
};

}  // namespace aleator::math::psd_kernels
