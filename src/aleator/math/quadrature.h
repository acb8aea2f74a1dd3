// SPDX-License-Identifier: Apache-2.0
// Declares numerical integration: the trapezoidal rule over samples, Gauss-Legendre, Gauss-Hermite
// and tanh-sinh rules for functions.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"

#include <optional>

namespace aleator::math {

struct TrapzOptions {
  std::optional<Array> x = {};  ///< sample points along the axis: a vector, or of the shape of y
  double dx = 1;                ///< their distance, where x is left out
  std::int64_t axis = -1;
};
/// The integral of samples y along an axis by the trapezoidal rule.
Array trapz(const Array& y, const TrapzOptions& options = {});

/// Points and weights: sum of weights f(nodes).
struct QuadratureRule {
  Array nodes;    ///< ascending
  Array weights;  ///< positive
};
/// The rule of num_points (1..256) for integrals over [-1, 1], exact for polynomials of degree
/// below 2 num_points. (Golub and Welsch 1969, polished by Newton's method.)
QuadratureRule gauss_legendre(std::int64_t num_points);
/// The rule of num_points (1..256) for integrals over the line with the weight exp(-x^2); with
/// nodes times sqrt(2) and weights over sqrt(pi) it gives expectations over the standard normal.
QuadratureRule gauss_hermite(std::int64_t num_points);

/// A function of points along axis 0: [n] to [n, ...].
using Integrand = Callable<Array(const Array&)>;
/// The integral from low to high (scalars) by Gauss-Legendre, differentiable by the bounds and by
/// what f captures.
Array integrate_gauss_legendre(const Integrand& f, const Array& low, const Array& high,
                               std::int64_t num_points = 64);

struct TanhSinhOptions {
  std::int64_t num_points = 129;  ///< odd
  double extent = 4;              ///< of the trapezoidal rule behind it, to either side
};
/// The integral from low to high (finite scalars) for functions that are analytic inside but may be
/// singular at the ends, which are not evaluated themselves unless their neighbours round to them.
/// (Takahasi and Mori 1974, Double exponential formulas for numerical integration.)
Array integrate_tanh_sinh(const Integrand& f, const Array& low, const Array& high,
                          const TanhSinhOptions& options = {});

}  // namespace aleator::math
