// SPDX-License-Identifier: Apache-2.0
// Defines cholesky_pullback(L, dL), the adjoint of cholesky: the lower triangle of S with half its
// diagonal, where S is symmetric and the lower triangles of S L and of dL are the same.
//
// Column by column from the last, S_ij = (dL_ij - sum_{m > j} S_im L_mj) / L_jj takes a third of
// the operations of two triangular systems and a product (I. Murray, "Differentiation of the
// Cholesky decomposition", 2016, has the same count).
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/loop.h"
#include "aleator/graph/trace.h"
#include "aleator/kernels/factorizations.h"

#include <algorithm>
#include <vector>

namespace aleator {
namespace {

ArrayTypes infer_pullback(const InferContext& c) {
  const ArrayType& l = c.inputs[0];
  const std::int64_t rank = l.shape.rank();
  if (rank < 2 || l.shape[rank - 1] != l.shape[rank - 2] || l.shape != c.inputs[1].shape) {
    throw ShapeError(text("cholesky_pullback: needs square matrices of one shape, got ", l.shape,
                          " and ", c.inputs[1].shape));
  }
  if (l.dtype != c.inputs[1].dtype)
    throw DtypeError(
        text("cholesky_pullback: needs one dtype, got ", l.dtype, " and ", c.inputs[1].dtype));
  return {{.dtype = l.dtype, .shape = l.shape}};
}

Array transposed(const Array& x) { return swap_axes(x, -2, -1); }

/// M with M = result + result' for symmetric M.
Array half_triangle(const Array& x) {
  const std::int64_t n = x.dim(-1);
  return lower_triangle(x) * (1. - 0.5 * eye(n, n, 0, x.dtype()));
}

/// In operations that have derivatives: S = inv(L)' P inv(L), where P symmetrises half(L' dL).
Array by_operations(const Array& l, const Array& cotangent) {
  const SolveTriangularOptions adjoint{.is_transposed = true};
  const Array inner = half_triangle(matmul(transposed(l), lower_triangle(cotangent)));
  const Array left = solve_triangular(l, inner + transposed(inner), adjoint);
  return half_triangle(solve_triangular(l, transposed(left), adjoint));
}

Function decomposition(const Arrays& inputs) {
  return trace_closed("cholesky_pullback", {inputs[0].type(), inputs[1].type()},
                      [](const Arrays& x) { return Arrays{by_operations(x[0], x[1])}; });
}

Arrays vjp_pullback(const VjpContext& c) {
  return at_wanted(
      inline_function(vjp_function(decomposition(c.inputs), c.wanted), with_cotangents(c)),
      c.wanted);
}

Arrays jvp_pullback(const JvpContext& c) {
  const Function pushed = jvp_function(decomposition(c.inputs), has_tangent(c));
  return output_tangents(inline_function(pushed, with_tangents(c)), c.outputs);
}

/// One matrix; float32 is accumulated in float64.
template <class T>
void pull_back(const T* l, const T* cotangent, T* out, std::int64_t n) {
  std::vector<double> s(static_cast<std::size_t>(n * n));
  const auto at = [&](std::int64_t i, std::int64_t j) -> double& {
    return s[static_cast<std::size_t>(i * n + j)];
  };
  for (std::int64_t j = n - 1; j >= 0; --j) {
    for (std::int64_t i = n - 1; i >= j; --i) {
      double total = static_cast<double>(cotangent[i * n + j]);
      for (std::int64_t m = j + 1; m < n; ++m)
        total -= at(i, m) * static_cast<double>(l[m * n + j]);
      at(i, j) = at(j, i) = total / static_cast<double>(l[j * n + j]);
      out[i * n + j] = static_cast<T>(i == j ? 0.5 * at(i, j) : at(i, j));
    }
  }
}

/// By a library where matrices are large, in float64.
template <class T>
void pull_back_large(const T* l, const T* cotangent, T* out, std::int64_t n) {
  if constexpr (std::is_same_v<T, double>) {
    kernels::pull_back_cholesky(l, cotangent, out, n);
  } else {
    const std::vector<double> factor(l, l + n * n), wide(cotangent, cotangent + n * n);
    std::vector<double> result(factor.size());
    kernels::pull_back_cholesky(factor.data(), wide.data(), result.data(), n);
    std::transform(result.begin(), result.end(), out, [](double x) { return static_cast<T>(x); });
  }
}

template <class T>
void evaluate_for(const EvaluateContext& c) {
  const T* l = c.input<T>(0);
  const T* cotangent = c.input<T>(1);
  T* out = c.output<T>();
  const Shape& shape = c.types[0].shape;
  if (shape.size() == 0) return;
  std::fill_n(out, shape.size(), T{0});
  const std::int64_t n = shape[shape.rank() - 1];
  const auto run = kernels::serves_cholesky(n) ? pull_back_large<T> : pull_back<T>;
  for (std::int64_t start = 0; start < shape.size(); start += n * n)
    run(l + start, cotangent + start, out + start, n);
}

}  // namespace

constinit const Primitive kCholeskyPullback{
    .name = "cholesky_pullback",
    .file = "cholesky_pullback.cc",
    .num_inputs = 2,
    .dtypes = Dtypes::floating,
    .infer = infer_pullback,
    .vjp = vjp_pullback,
    .jvp = jvp_pullback,
    .batch =
        [](const BatchContext& c) {
          return Arrays{apply(kCholeskyPullback, {c.batched(0), c.batched(1)})};
        },
    .evaluate =
        [](const EvaluateContext& c) {
          if (c.types[0].dtype == float32) evaluate_for<float>(c);
          else evaluate_for<double>(c);
        },
};

}  // namespace aleator
