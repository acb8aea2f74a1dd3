// SPDX-License-Identifier: Apache-2.0
// Declares searches for roots of functions of one number, for many numbers at once. Names are
// TFP's.
//
// The function acts element by element: f(x)[i] depends on x[i] and on what it captures. A root is
// differentiable by what the function captures, three times, through the implicit function theorem:
// the search itself is a constant, two Newton steps that do not change the value carry the
// derivative.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"

#include <optional>
#include <utility>

namespace aleator::math {

using ScalarFunction = Callable<Array(const Array&)>;

struct RootSearchResults {
  Array estimated_root;
  Array objective_at_estimated_root;
  Array num_iterations;  ///< int64, of the slowest element
};

struct BracketedRootOptions {
  double position_tolerance = 1e-8;  ///< done when the bracket is at most twice this long
  double value_tolerance = 0;        ///< or when |f| is at most this
  std::int64_t max_iterations = 50;
};
/// A root between low and high, where f has different signs, by inverse quadratic interpolation and
/// bisection (Chandrupatla 1997, A new hybrid quadratic/bisection algorithm for finding the zero of
/// a nonlinear function without using derivatives). NaN where the signs are equal or f is NaN.
RootSearchResults find_root_chandrupatla(const ScalarFunction& objective_fn, const Array& low,
                                         const Array& high,
                                         const BracketedRootOptions& options = {});
/// The same by Newton's steps with the derivative of f, and bisection where a step would leave the
/// bracket or shrink it too slowly.
RootSearchResults find_root_newton(const ScalarFunction& objective_fn, const Array& low,
                                   const Array& high, const BracketedRootOptions& options = {});

struct SecantOptions {
  std::optional<Array> next_position = {};  ///< the second point; default 1e-4 (1 + |x|) further on
  double position_tolerance = 1e-8;         ///< done when a step is at most this
  double value_tolerance = 1e-8;            ///< or when |f| is at most this
  std::int64_t max_iterations = 50;
};
/// A root near the initial position, by the secant method: fast, but it may not converge; then the
/// last point is returned.
RootSearchResults find_root_secant(const ScalarFunction& objective_fn,
                                   const Array& initial_position,
                                   const SecantOptions& options = {});

/// Two neighbours (low, high) on a grid of num_points numbers of both signs, whose magnitudes are
/// spaced geometrically over all of float64's range, between which f changes sign; NaN where it
/// does not. f sees the grid along a new leading axis, [num_points, 1, ...] of `rank` further axes.
std::pair<Array, Array> bracket_root(const ScalarFunction& objective_fn,
                                     std::int64_t num_points = 512, std::int64_t rank = 0);

}  // namespace aleator::math
