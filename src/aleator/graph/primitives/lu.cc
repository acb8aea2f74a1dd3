// SPDX-License-Identifier: Apache-2.0
// Defines lu: the triangles of a square matrix whose rows are permuted so that each pivot is the
// largest below it. Both triangles are in one matrix, without the unit diagonal of the lower one;
// row i of the permuted matrix is row permutation[i] of the given one. Singular matrices have
// factors (with a zero on the diagonal); their derivatives are not finite.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/sort.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/decomposition.h"
#include "aleator/kernels/factorizations.h"

#include <cmath>
#include <numeric>

namespace aleator {
namespace {

ArrayTypes infer_lu(const InferContext& c) {
  const ArrayType& a = c.inputs[0];
  check_matrices("lu", a, true);
  return {{.dtype = a.dtype, .shape = a.shape},
          {.dtype = int64, .shape = a.shape.slice(0, a.shape.rank() - 1)}};
}

Array permuted_rows(const Array& x, const Array& permutation) {
  if (permutation.dim(-1) == 0) return x;
  return take_along_axis(x, expand_dims(permutation, -1), -2);
}
Array unit_lower(const Array& lu) {
  return lower_triangle(lu, -1) + eye(lu.dim(-1), lu.dim(-1), 0, lu.dtype());
}

/// With t = inv(l) p da inv(u): dl = l tril(t, -1) and du = triu(t) u.
Arrays jvp_lu(const JvpContext& c) {
  const Array& lu = c.outputs[0];
  const Array left =
      solve_triangular(lu, permuted_rows(c.tangents[0], c.outputs[1]), {.is_unit_diagonal = true});
  const Array t =
      adjoint(solve_triangular(lu, adjoint(left), {.is_lower = false, .is_transposed = true}));
  return {
      matmul(unit_lower(lu), lower_triangle(t, -1)) + matmul(upper_triangle(t), upper_triangle(lu)),
      Array()};
}

Arrays vjp_lu(const VjpContext& c) {
  const Array &lu = c.outputs[0], g = c.cotangent(0);
  const Array of_t = lower_triangle(matmul(adjoint(unit_lower(lu)), lower_triangle(g, -1)), -1) +
                     upper_triangle(matmul(upper_triangle(g), adjoint(upper_triangle(lu))));
  const Array right = adjoint(solve_triangular(lu, adjoint(of_t), {.is_lower = false}));
  const Array of_permuted =
      solve_triangular(lu, right, {.is_transposed = true, .is_unit_diagonal = true});
  return {permuted_rows(of_permuted, argsort(c.outputs[1]))};
}

std::int64_t pivot_of(const HostMatrix& a, std::int64_t k) {
  std::int64_t best = k;
  for (std::int64_t i = k + 1; i < a.rows; ++i) {
    if (std::abs(a(i, k)) > std::abs(a(best, k))) best = i;
  }
  return best;
}

bool factor(const HostMatrix& given, std::span<HostMatrix> outputs) {
  if (!is_all_finite(given)) return false;
  HostMatrix& a = outputs[0];
  double* permutation = outputs[1].row(0);
  a = given;
  const std::int64_t n = a.rows;
  std::iota(permutation, permutation + n, 0.);
  for (std::int64_t k = 0; k < n; ++k) {
    const std::int64_t pivot = pivot_of(a, k);
    if (pivot != k) {
      std::swap_ranges(a.row(k), a.row(k) + n, a.row(pivot));
      std::swap(permutation[k], permutation[pivot]);
    }
    if (a(k, k) == 0) continue;  // so are all below
    for (std::int64_t i = k + 1; i < n; ++i) {
      const double factor = a(i, k) /= a(k, k);
      if (factor == 0) continue;
      for (std::int64_t j = k + 1; j < n; ++j) a(i, j) -= factor * a(k, j);
    }
  }
  return true;
}

bool factor_large(const LargeMatrix& m) {
  if (!is_all_finite(m.a, m.rows * m.columns)) return false;
  kernels::factor_lu(m.a, m.rows, m.outputs[0], m.outputs[1]);
  return true;
}

}  // namespace

constinit const Primitive kLu{
    .name = "lu",
    .file = "lu.cc",
    .dtypes = Dtypes::floating,
    .infer = infer_lu,
    .vjp = vjp_lu,
    .jvp = jvp_lu,
    .batch = [](const BatchContext& c) { return apply_all(kLu, c.inputs); },
    .evaluate = [](const EvaluateContext& c) { evaluate_decomposition(c, factor, factor_large); },
};

}  // namespace aleator
