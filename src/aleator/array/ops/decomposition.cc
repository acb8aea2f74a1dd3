// SPDX-License-Identifier: Apache-2.0
#include "aleator/array/ops/decomposition.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/match.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/primitives.h"

namespace aleator {
namespace {

/// A floating array with two axes or more.
Array matrices(const char* who, const Array& x) {
  check_holds(who, x);
  if (x.rank() < 2) throw ShapeError(text(who, ": needs matrices, got shape ", x.shape()));
  return as_floating(x);
}

/// Columns orthogonal to those of q. A basis of them is found as a constant; what is still along q
/// is taken away, and the rest made orthonormal: that changes nothing but the derivatives, which
/// are then those of a basis that follows q.
Array complement(const Array& q) {
  const std::int64_t m = q.dim(-2), n = q.dim(-1);
  const Array given = stop_gradient(q);
  const Array zero = zeros(q.shape().slice(0, q.rank() - 2) + Shape{m, m - n}, q.dtype());
  const Array basis =
      slice_axis(stop_gradient(apply_all(kQr, {concatenate({given, zero}, -1)})[0]), -1, n, m);
  const Array outside = basis - matmul(q, matmul(swap_axes(q, -2, -1), basis));
  const Array factor = cholesky(matmul(swap_axes(outside, -2, -1), outside));
  return swap_axes(solve_triangular(factor, swap_axes(outside, -2, -1)), -2, -1);
}

/// q and r with as many columns and rows as q has rows.
QrFactors completed(const QrFactors& f) {
  const std::int64_t m = f.q.dim(-2), n = f.q.dim(-1);
  const Array below = zeros(f.r.shape().slice(0, f.r.rank() - 2) + Shape{m - n, n}, f.r.dtype());
  return {concatenate({f.q, complement(f.q)}, -1), concatenate({f.r, below}, -2)};
}

}  // namespace

LuFactors lu(const Array& x) {
  const Arrays factors = apply_all(kLu, {matrices("lu", x)});
  return {factors[0], factors[1]};
}

QrFactors qr(const Array& x, const QrOptions& options) {
  const Array a = matrices("qr", x);
  const std::int64_t m = a.dim(-2), n = a.dim(-1);
  const Arrays factors = apply_all(kQr, {m < n ? slice_axis(a, -1, 0, m) : a});
  if (options.is_full && m > n) return completed({factors[0], factors[1]});
  if (m >= n) return {factors[0], factors[1]};
  const Array rest = matmul(swap_axes(factors[0], -2, -1), slice_axis(a, -1, m, n));
  return {factors[0], concatenate({factors[1], rest}, -1)};
}

EighFactors eigh(const Array& x) {
  const Arrays factors = apply_all(kEigh, {matrices("eigh", x)});
  return {factors[0], factors[1]};
}

SvdFactors svd(const Array& x) {
  const Array a = matrices("svd", x);
  const bool is_wide = a.dim(-2) < a.dim(-1);
  const Arrays factors = apply_all(kSvd, {is_wide ? swap_axes(a, -2, -1) : a});
  if (is_wide) return {factors[2], factors[1], factors[0]};
  return {factors[0], factors[1], factors[2]};
}

}  // namespace aleator
