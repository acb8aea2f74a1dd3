// SPDX-License-Identifier: Apache-2.0
// Defines cholesky: the lower triangular L with L L' = a, for the symmetric matrix given by the
// lower triangle of a. A matrix that is not positive definite gives NaN, without touching others of
// the batch.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/kernels/factorizations.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace aleator {
namespace {

ArrayTypes infer_cholesky(const InferContext& c) {
  const ArrayType& a = c.inputs[0];
  if (!is_floating(a.dtype)) {
    throw DtypeError(text("cholesky: needs a floating dtype, got ", a.dtype));
  }
  const std::int64_t rank = a.shape.rank();
  if (rank < 2 || a.shape[rank - 1] != a.shape[rank - 2])
    throw ShapeError(text("cholesky: needs square matrices, got shape ", a.shape));
  return {{.dtype = a.dtype, .shape = a.shape}};
}

Array matrix_transpose(const Array& x) { return swap_axes(x, -2, -1); }

/// The lower triangle with half the diagonal: M = half(M) + half(M)' for symmetric M.
Array half_triangle(const Array& x) {
  const std::int64_t n = x.dim(-1);
  return lower_triangle(x) * (1. - 0.5 * eye(n, n, 0, x.dtype()));
}

Arrays vjp_cholesky(const VjpContext& c) {
  return {apply(kCholeskyPullback, {c.outputs[0], c.cotangents[0]})};
}

/// dL = L half(inv(L) da inv(L)')
Arrays jvp_cholesky(const JvpContext& c) {
  const Array& l = c.outputs[0];
  const Array half = half_triangle(c.tangents[0]);
  const Array left = solve_triangular(l, half + matrix_transpose(half));
  const Array inner = solve_triangular(l, matrix_transpose(left));
  return {matmul(l, half_triangle(inner))};
}

/// One matrix, row by row; false if it is not positive definite. float32 is accumulated in float64.
template <class T>
bool factor(const T* a, T* l, std::int64_t n) {
  using A = std::conditional_t<std::is_same_v<T, float>, double, T>;
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t j = 0; j <= i; ++j) {
      A total = a[i * n + j];
      for (std::int64_t k = 0; k < j; ++k)
        total -= static_cast<A>(l[i * n + k]) * static_cast<A>(l[j * n + k]);
      if (i == j && !(total > 0 && std::isfinite(total))) return false;
      l[i * n + j] =
          static_cast<T>(i == j ? std::sqrt(total) : total / static_cast<A>(l[j * n + j]));
    }
  }
  return true;
}

/// By a library where matrices are large, in float64.
template <class T>
bool factor_large(const T* a, T* l, std::int64_t n) {
  if constexpr (std::is_same_v<T, double>) {
    return kernels::factor_cholesky(a, l, n);
  } else {
    const std::vector<double> wide(a, a + n * n);
    std::vector<double> factor(wide.size());
    if (!kernels::factor_cholesky(wide.data(), factor.data(), n)) return false;
    std::transform(factor.begin(), factor.end(), l, [](double x) { return static_cast<T>(x); });
    return true;
  }
}

template <class T>
void evaluate_for(const EvaluateContext& c) {
  const T* a = c.input<T>(0);
  T* out = c.output<T>();
  const Shape& shape = c.types[0].shape;
  if (shape.size() == 0) return;
  const std::int64_t n = shape[shape.rank() - 1];
  const bool is_large = kernels::serves_cholesky(n);
  if (!is_large) std::fill_n(out, shape.size(), T{0});
  for (std::int64_t start = 0; start < shape.size(); start += n * n) {
    const bool is_factored =
        is_large ? factor_large(a + start, out + start, n) : factor(a + start, out + start, n);
    if (is_factored) continue;
    std::fill_n(out + start, n * n, T{0});
    for (std::int64_t i = 0; i < n; ++i)
      std::fill_n(out + start + i * n, i + 1, std::numeric_limits<T>::quiet_NaN());
  }
}

}  // namespace

constinit const Primitive kCholesky{
    .name = "cholesky",
    .file = "cholesky.cc",
    .dtypes = Dtypes::floating,
    .infer = infer_cholesky,
    .vjp = vjp_cholesky,
    .jvp = jvp_cholesky,
    .batch = [](const BatchContext& c) { return Arrays{apply(kCholesky, c.inputs)}; },
    .evaluate =
        [](const EvaluateContext& c) {
          if (c.types[0].dtype == float32) evaluate_for<float>(c);
          else evaluate_for<double>(c);
        },
    .stablehlo = "cholesky",
};

}  // namespace aleator
