// SPDX-License-Identifier: Apache-2.0
#include "aleator/linalg/refinement.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"
#include "aleator/linalg/structure.h"

#include <utility>

namespace aleator::linalg {
namespace {

/// A number of twice the precision: high + low, low being at most a rounding error of high.
struct Doubled {
  Array high, low;
};

/// x + y without error (Knuth).
Doubled exact_sum(const Array& x, const Array& y) {
  const Array high = x + y, part = high - x;
  return {high, (x - (high - part)) + (y - part)};
}

/// The upper half of the bits of x (Veltkamp).
Array upper_half(const Array& x) {
  const double factor = x.dtype() == float32 ? 4097. : 134217729.;  // 2^12 + 1, 2^27 + 1
  const Array scaled = factor * x;
  return scaled - (scaled - x);
}

/// x y without error (Dekker).
Doubled exact_product(const Array& x, const Array& y) {
  const Array high = x * y, xh = upper_half(x), yh = upper_half(y);
  const Array xl = x - xh, yl = y - yh;
  return {high, ((xh * yh - high) + xh * yl + xl * yh) + xl * yl};
}

/// start - a x, with all in twice the precision before one rounding (Ogita, Rump and Oishi 2005,
/// Accurate sum and dot product).
Array accurate_difference(const Doubled& start, const Array& a, const Array& x) {
  const auto step = [](const Doubled& total, const std::pair<Array, Array>& term) {
    const auto& [column, row] = term;
    const Doubled product = exact_product(expand_dims(column, -1), expand_dims(row, -2));
    const Doubled sum = exact_sum(total.high, -product.high);
    return std::pair(Doubled{sum.high, total.low + (sum.low - product.low)}, Arrays{});
  };
  const Array columns = move_axis(a, -1, 0), rows = move_axis(x, -2, 0);
  const Doubled result = scan(step, start, std::pair(columns, rows)).first;
  return result.high + result.low;
}

}  // namespace

Array refined_solution(const FactoredLeastSquares& problem, const Array& x_of_factors,
                       int num_refinements) {
  const Array a = stop_gradient(problem.a), b = stop_gradient(problem.b);
  const Array q = stop_gradient(problem.factors.q), r = stop_gradient(problem.factors.r);
  const Array at = matrix_transpose(a), qt = matrix_transpose(q);
  Array x = stop_gradient(x_of_factors);
  Array residual = b - matmul(a, x);
  for (int i = 0; i < num_refinements; ++i) {
    const Array missing = accurate_difference(exact_sum(b, -residual), a, x);
    const Array zero = zeros_like(x);
    const Array along = accurate_difference({zero, zero}, at, residual);
    const Array along_q = matmul(qt, missing) -
                          solve_triangular(r, along, {.is_lower = false, .is_transposed = true});
    residual = residual + (missing - matmul(q, along_q));
    x = x + solve_triangular(r, along_q, {.is_lower = false});
  }
  return x;
}

}  // namespace aleator::linalg
