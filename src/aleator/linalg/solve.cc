// SPDX-License-Identifier: Apache-2.0
#include "aleator/linalg/solve.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/match.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/sort.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/linalg/checks.h"
#include "aleator/linalg/refinement.h"
#include "aleator/linalg/structure.h"
#include "aleator/transforms/transforms.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace aleator::linalg {
namespace {

Array permuted_rows(const Array& x, const Array& permutation) {
  if (permutation.dim(-1) == 0) return x;
  const Shape batch =
      broadcast_shapes(x.shape().slice(0, x.rank() - 2),
                       permutation.shape().slice(0, permutation.rank() - 1), "lu_solve");
  const Array rows = broadcast_to(permutation, batch + Shape{permutation.dim(-1)});
  return take_along_axis(broadcast_to(x, batch + Shape{x.dim(-2), x.dim(-1)}),
                         expand_dims(rows, -1), -2);
}

Array unit_lower(const Array& lu) {
  return lower_triangle(lu, -1) + eye(lu.dim(-1), lu.dim(-1), 0, lu.dtype());
}

/// 1 for even permutations along the last axis, -1 for odd ones, by counting inversions.
Array sign_of(const Array& permutation, Dtype dtype) {
  const std::int64_t n = permutation.dim(-1);
  const Array is_inverted = expand_dims(permutation, -1) > expand_dims(permutation, -2);
  const Array is_before = iota({n, n}, 0) < iota({n, n}, 1);
  const Array inversions = sum(logical_and(is_inverted, is_before), {.axes = {-2, -1}});
  return astype(1 - 2 * remainder(inversions, 2), dtype);
}

double rtol_of(const Array& a, const RankOptions& options) {
  const double epsilon = a.dtype() == float32
                             ? static_cast<double>(std::numeric_limits<float>::epsilon())
                             : std::numeric_limits<double>::epsilon();
  return options.rtol.value_or(epsilon * static_cast<double>(std::max(a.dim(-2), a.dim(-1))));
}

/// The singular values that do not count as 0.
Array counts(const Array& s, double rtol) {
  return s > rtol * max(s, {.axes = {-1}, .keep_dims = true});
}

Array pinv_by_svd(const Array& a, double rtol) {
  const SvdFactors f = svd(a);
  const Array is_kept = counts(f.singular_values, rtol);
  const Array reciprocals = where(is_kept, 1. / where(is_kept, f.singular_values, 1.), 0.);
  return matmul(f.v * expand_dims(reciprocals, -2), matrix_transpose(f.u));
}

/// With p the pseudo-inverse of a: dp = -p da p + p p' da' (1 - a p) + (1 - p a) da' p' p.
Array pinv_cotangent(const Array& a, const Array& p, const Array& of_p) {
  const Array pt = matrix_transpose(p), gt = matrix_transpose(of_p);
  const auto outside_columns = [&](const Array& x) { return x - matmul(a, matmul(p, x)); };
  const auto outside_rows = [&](const Array& x) { return x - matmul(matmul(x, p), a); };
  return -matmul(pt, matmul(of_p, pt)) + outside_columns(matmul(gt, matmul(p, pt))) +
         outside_rows(matmul(matmul(pt, p), gt));
}

/// a over sqrt(l2) times the identity, b over zeros.
Arrays regularized(const Array& a, const Array& b, double l2_regularizer) {
  const std::int64_t n = a.dim(-1);
  const Shape batch = a.shape().slice(0, a.rank() - 2);
  const Array below =
      broadcast_to(eye(n, n, 0, a.dtype()) * std::sqrt(l2_regularizer), batch + Shape{n, n});
  const Array zero = zeros(b.shape().slice(0, b.rank() - 2) + Shape{n, b.dim(-1)}, b.dtype());
  return {concatenate({a, below}, -2), concatenate({b, zero}, -2)};
}

Array least_squares(const Array& a, const Array& b, int num_refinements) {
  if (a.dim(-2) >= a.dim(-1)) {
    const QrFactors f = qr(a);
    const Array x = solve_triangular(f.r, matmul(matrix_transpose(f.q), b), {.is_lower = false});
    if (num_refinements == 0) return x;
    return x + (refined_solution({a, b, f}, x, num_refinements) - stop_gradient(x));
  }
  const QrFactors f = qr(matrix_transpose(a));
  return matmul(f.q, solve_triangular(f.r, b, {.is_lower = false, .is_transposed = true}));
}

void check_refinements(const Array& a, const LeastSquaresOptions& options) {
  const bool is_wide = a.dim(-2) < a.dim(-1) && !(options.l2_regularizer > 0);
  if (options.num_refinements >= 0 && !(is_wide && options.num_refinements > 0)) return;
  throw ValueError(text("lstsq: option 'num_refinements' must not be negative, and 0 for more ",
                        "columns than rows, got ", options.num_refinements, " for shape ",
                        a.shape()));
}

}  // namespace

Array lu_solve(const LuFactors& factors, const Array& b) {
  check_square("lu_solve", factors.lower_upper);
  const Arrays operands = match_dtypes("lu_solve", factors.lower_upper, as_floating(b));
  const Array sides = b.rank() == 1 ? expand_dims(operands[1], -1) : operands[1];
  check_system("lu_solve", factors.lower_upper, sides);
  const Array forward = solve_triangular(operands[0], permuted_rows(sides, factors.permutation),
                                         {.is_unit_diagonal = true});
  const Array x = solve_triangular(operands[0], forward, {.is_lower = false});
  return b.rank() == 1 ? squeeze(x, -1) : x;
}

Array lu_reconstruct(const LuFactors& factors) {
  const Array& lu = factors.lower_upper;
  check_square("lu_reconstruct", lu);
  return permuted_rows(matmul(unit_lower(lu), upper_triangle(lu)), argsort(factors.permutation));
}

Array lu_matrix_inverse(const LuFactors& factors) {
  const Array& lu = factors.lower_upper;
  check_square("lu_matrix_inverse", lu);
  return lu_solve(factors, eye(lu.dim(-1), lu.dim(-1), 0, lu.dtype()));
}

Array solve(const Array& a, const Array& b) {
  check_square("solve", a);
  check_holds("solve", b);
  check_system("solve", a, b.rank() == 1 ? expand_dims(b, -1) : b);
  const Arrays operands = match_dtypes("solve", as_floating(a), as_floating(b));
  return lu_solve(lu(operands[0]), operands[1]);
}

Array inv(const Array& a) {
  check_square("inv", a);
  return lu_matrix_inverse(lu(a));
}

SignedLogDeterminant slogdet(const Array& a) {
  check_square("slogdet", a);
  const LuFactors f = lu(a);
  const Array pivots = diagonal(f.lower_upper);
  return {sign_of(f.permutation, pivots.dtype()) * product(sign(pivots), {.axes = {-1}}),
          sum(log(abs(pivots)), {.axes = {-1}})};
}

Array det(const Array& a) {
  check_square("det", a);
  const LuFactors f = lu(a);
  return sign_of(f.permutation, f.lower_upper.dtype()) *
         product(diagonal(f.lower_upper), {.axes = {-1}});
}

Array lstsq(const Array& a, const Array& b, const LeastSquaresOptions& options) {
  check_matrix("lstsq", a);
  check_holds("lstsq", b);
  if (!(options.l2_regularizer >= 0)) {
    throw ValueError(
        text("lstsq: option 'l2_regularizer' must not be negative, got ", options.l2_regularizer));
  }
  check_refinements(a, options);
  const Arrays operands = match_dtypes("lstsq", as_floating(a), as_floating(b));
  const Array sides = b.rank() == 1 ? expand_dims(operands[1], -1) : operands[1];
  if (sides.rank() < 2 || sides.dim(-2) != a.dim(-2)) {
    throw ShapeError(text("lstsq: matrices ", a.shape(), " and right sides ", b.shape(),
                          " do not fit; they have as many rows"));
  }
  Arrays system{operands[0], sides};
  if (options.l2_regularizer > 0)
    system = regularized(system[0], system[1], options.l2_regularizer);
  const Array x = least_squares(system[0], system[1], options.num_refinements);
  return b.rank() == 1 ? squeeze(x, -1) : x;
}

Array pinv(const Array& a, const RankOptions& options) {
  check_matrix("pinv", a);
  const Array floating = as_floating(a);
  const double rtol = rtol_of(floating, options);
  const auto with_derivative = [rtol](const Array& x) {
    const Array p = pinv_by_svd(x, rtol);
    return std::pair(p, [x, p](const Array& of_p) { return pinv_cotangent(x, p, of_p); });
  };
  return custom_gradient(with_derivative)(floating);
}

Array matrix_rank(const Array& a, const RankOptions& options) {
  check_matrix("matrix_rank", a);
  const Array floating = as_floating(a);
  return sum(counts(svd(floating).singular_values, rtol_of(floating, options)), {.axes = {-1}});
}

}  // namespace aleator::linalg
