// SPDX-License-Identifier: Apache-2.0
// Declares what the modified Bessel functions on devices share: sums over the nodes of one rule for
// K_v (graph/scalar/bessel_quadrature.h), whose error is exp(-39) for every order and argument.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"

namespace aleator::stablehlo::bessel {

/// Order and argument, with numbers inside the domain where a limit or NaN is put in afterwards.
struct Inside {
  Array v, x;
  explicit Inside(const Arrays& inputs);
};

/// What a function is at x = 0, and for infinite x or v.
struct Limits {
  Array at_zero, at_infinity, of_infinite_order;
};
Array with_limits(const Arrays& inputs, const Array& inside, const Limits& limits);

/// sqrt(v^2 + x^2) without overflow.
Array radius(const Array& v, const Array& x);

/// The saddle point of exp(-x cosh(t) + v t) and the widths of the integrand on its two sides.
struct Saddle {
  Array r, shift, log_scale, step, right, log_right, left, log_left;
  Saddle(const Array& v, const Array& x);
};

/// A node of the rule: its distance from the saddle point, its weight, and the weight times
/// e^s - 1.
struct Point {
  Array s, weight, growth;
};
/// Sums of the weights and of other terms over the nodes: exp(x) K is exp(-log_scale) step / 2
/// times the first one.
Arrays sums_over_nodes(const Saddle& at, const Callable<Arrays(const Point&)>& terms);
/// d log K / dv.
Array gradient_v_of_k(const Array& v, const Saddle& at);

}  // namespace aleator::stablehlo::bessel
