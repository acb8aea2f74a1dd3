// SPDX-License-Identifier: Apache-2.0
// Defines qr: matrices with at least as many rows as columns as orthonormal columns times an upper
// triangle whose diagonal is not negative. Without full column rank the derivatives are not finite.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/decomposition.h"
#include "aleator/kernels/factorizations.h"

namespace aleator {
namespace {

ArrayTypes infer_qr(const InferContext& c) {
  const ArrayType& a = c.inputs[0];
  check_matrices("qr", a, false);
  const std::int64_t rank = a.shape.rank(), n = a.shape[rank - 1];
  if (a.shape[rank - 2] < n) {
    throw ShapeError(text("qr: needs at least as many rows as columns, got shape ", a.shape));
  }
  return {{.dtype = a.dtype, .shape = a.shape},
          {.dtype = a.dtype, .shape = a.shape.slice(0, rank - 2) + Shape{n, n}}};
}

/// x inv(r)
Array divided_by(const Array& x, const Array& r) {
  return adjoint(solve_triangular(r, adjoint(x), {.is_lower = false, .is_transposed = true}));
}
/// x inv(r')
Array divided_by_adjoint(const Array& x, const Array& r) {
  return adjoint(solve_triangular(r, adjoint(x), {.is_lower = false}));
}

/// With da inv(r) = t and p = q' t, the rotation inside the span of q is w = tril(p, -1) minus its
/// transpose: dq = t - q (p - w), dr = (p - w) r. (Walter and Lehmann 2012, Algorithmic
/// differentiation of linear algebra functions.)
Arrays jvp_qr(const JvpContext& c) {
  const Array &q = c.outputs[0], &r = c.outputs[1];
  const Array t = divided_by(c.tangents[0], r);
  const Array p = matmul(adjoint(q), t);
  const Array below = lower_triangle(p, -1);
  const Array stretch = p - (below - adjoint(below));
  return {t - matmul(q, stretch), matmul(stretch, r)};
}

Arrays vjp_qr(const VjpContext& c) {
  const Array &q = c.outputs[0], &r = c.outputs[1];
  const Array of_q = c.cotangent(0);
  const Array m = matmul(r, adjoint(upper_triangle(c.cotangent(1)))) - matmul(adjoint(of_q), q);
  const Array symmetric = lower_triangle(m) + adjoint(lower_triangle(m, -1));
  return {divided_by_adjoint(of_q + matmul(q, symmetric), r)};
}

bool factor(const HostMatrix& a, std::span<HostMatrix> outputs) {
  if (!is_all_finite(a)) return false;
  HostMatrix scaled = a;
  const double scale = scale_to_unit(scaled);
  factor_by_reflections(std::move(scaled), outputs[0], outputs[1]);
  for (double& x : outputs[1].elements) x *= scale;
  return true;
}

bool factor_large(const LargeMatrix& m) {
  if (!is_all_finite(m.a, m.rows * m.columns)) return false;
  kernels::factor_qr(m.a, m.rows, m.columns, m.outputs[0], m.outputs[1]);
  return true;
}

}  // namespace

constinit const Primitive kQr{
    .name = "qr",
    .file = "qr.cc",
    .dtypes = Dtypes::floating,
    .infer = infer_qr,
    .vjp = vjp_qr,
    .jvp = jvp_qr,
    .batch = [](const BatchContext& c) { return apply_all(kQr, c.inputs); },
    .evaluate = [](const EvaluateContext& c) { evaluate_decomposition(c, factor, factor_large); },
};

}  // namespace aleator
