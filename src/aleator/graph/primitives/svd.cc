// SPDX-License-Identifier: Apache-2.0
// Defines svd: a = u diag(s) v' for matrices with at least as many rows as columns, with
// orthonormal columns u and v and singular values s in descending order. Where singular values are
// equal, their vectors have no derivatives: what goes through these is not finite there, what goes
// through the values is.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/decomposition.h"
#include "aleator/kernels/factorizations.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace aleator {
namespace {

ArrayTypes infer_svd(const InferContext& c) {
  const ArrayType& a = c.inputs[0];
  check_matrices("svd", a, false);
  const std::int64_t rank = a.shape.rank(), n = a.shape[rank - 1];
  if (a.shape[rank - 2] < n) {
    throw ShapeError(text("svd: needs at least as many rows as columns, got shape ", a.shape));
  }
  const Shape batch = a.shape.slice(0, rank - 2);
  return {{.dtype = a.dtype, .shape = a.shape},
          {.dtype = a.dtype, .shape = batch + Shape{n}},
          {.dtype = a.dtype, .shape = batch + Shape{n, n}}};
}

/// 1 / (s[j]^2 - s[i]^2), without the cancellation of squares; zeros on the diagonal.
Array couplings(const Array& s) {
  const Array identity = eye(s.dim(-1), s.dim(-1), 0, s.dtype());
  return reciprocal_differences(s) / (expand_dims(s, -2) + expand_dims(s, -1) + identity);
}

/// The part of x / s outside the span of the columns u: nothing if they span everything.
Array outside_span(const Array& u, const Array& x, const Array& s) {
  if (u.dim(-2) == u.dim(-1)) return zeros_like(x);
  return (x - matmul(u, matmul(adjoint(u), x))) / expand_dims(s, -2);
}

/// With p = u' da v: ds is the diagonal of p; the rotations of u and v are f (p s + s p') and
/// f (s p + p' s); the rest of du is the part of da v / s outside the span of u. (Townsend 2016,
/// Differentiating the singular value decomposition.)
Arrays jvp_svd(const JvpContext& c) {
  const Array &u = c.outputs[0], &s = c.outputs[1], &v = c.outputs[2];
  const Array along = matmul(c.tangents[0], v);
  const Array p = matmul(adjoint(u), along), f = couplings(s);
  const Array columns = expand_dims(s, -2), rows = expand_dims(s, -1);
  const Array rotation_u = f * (p * columns + rows * adjoint(p));
  const Array rotation_v = f * (rows * p + adjoint(p) * columns);
  const Array outside = outside_span(u, along, s);
  return {matmul(u, rotation_u) + outside, diagonal(p), matmul(v, rotation_v)};
}

Arrays vjp_svd(const VjpContext& c) {
  const Array &u = c.outputs[0], &s = c.outputs[1], &v = c.outputs[2];
  const Array columns = expand_dims(s, -2), rows = expand_dims(s, -1);
  Array inner = diagonal_matrix(c.cotangent(1));
  if (c.cotangents[0].has_value()) {
    const Array turn = matmul(adjoint(u), c.cotangents[0]);
    inner = inner + couplings(s) * (turn - adjoint(turn)) * columns;
  }
  if (c.cotangents[2].has_value()) {
    const Array turn = matmul(adjoint(v), c.cotangents[2]);
    inner = inner + rows * (couplings(s) * (turn - adjoint(turn)));
  }
  Array left = matmul(u, inner);
  if (c.cotangents[0].has_value()) {
    left = left + outside_span(u, c.cotangents[0], s);
  }
  return {matmul(left, adjoint(v))};
}

double product_of(const double* x, const double* y, std::int64_t n) {
  double total = 0;
  for (std::int64_t i = 0; i < n; ++i) total += x[i] * y[i];
  return total;
}

void rotate(double* x, double* y, std::int64_t n, double c, double s) {
  for (std::int64_t i = 0; i < n; ++i) {
    const double old = x[i];
    x[i] = c * old - s * y[i];
    y[i] = s * old + c * y[i];
  }
}

/// Makes rows i and j of b orthogonal, by a rotation that is kept in z too; whether it was needed.
bool orthogonalize(HostMatrix& b, HostMatrix& z, std::int64_t i, std::int64_t j) {
  const std::int64_t n = b.columns;
  double *x = b.row(i), *y = b.row(j);
  const double xx = product_of(x, x, n), yy = product_of(y, y, n), xy = product_of(x, y, n);
  const double bound = std::sqrt(static_cast<double>(n)) * std::numeric_limits<double>::epsilon();
  if (std::abs(xy) <= bound * std::sqrt(xx) * std::sqrt(yy)) return false;
  const double cotangent = (yy - xx) / (2 * xy);
  const double t = std::copysign(1 / (std::abs(cotangent) + std::hypot(1., cotangent)), cotangent);
  const double c = 1 / std::hypot(1., t);
  rotate(x, y, n, c, c * t);
  rotate(z.row(i), z.row(j), n, c, c * t);
  return true;
}

/// Replaces row k by a unit vector orthogonal to the rows marked in `is_unit`.
void complete(HostMatrix& rows, std::int64_t k, const std::vector<bool>& is_unit) {
  const std::int64_t n = rows.columns;
  HostMatrix best(1, n);
  double longest = 0;
  for (std::int64_t axis = 0; axis < n && longest < 0.5; ++axis) {
    HostMatrix x(1, n);
    x(0, axis) = 1;
    for (int pass = 0; pass < 2; ++pass) {
      for (std::int64_t i = 0; i < rows.rows; ++i) {
        if (!is_unit[static_cast<std::size_t>(i)]) continue;
        const double along = product_of(x.row(0), rows.row(i), n);
        for (std::int64_t j = 0; j < n; ++j) x(0, j) -= along * rows(i, j);
      }
    }
    const double length = std::sqrt(product_of(x.row(0), x.row(0), n));
    if (length <= longest) continue;
    longest = length;
    best = x;
  }
  for (std::int64_t j = 0; j < n; ++j) rows(k, j) = best(0, j) / longest;
}

/// The lengths of the rows, which become unit vectors; those of length 0 are chosen.
std::vector<double> normalize_rows(HostMatrix& b) {
  const auto size = static_cast<std::size_t>(b.rows);
  std::vector<double> lengths(size);
  std::vector<bool> is_unit(size);
  for (std::size_t i = 0; i < size; ++i) {
    double* row = b.row(static_cast<std::int64_t>(i));
    lengths[i] = std::sqrt(product_of(row, row, b.columns));
    is_unit[i] = lengths[i] > 0;
    for (std::int64_t j = 0; is_unit[i] && j < b.columns; ++j) row[j] /= lengths[i];
  }
  for (std::size_t i = 0; i < size; ++i) {
    if (!is_unit[i]) complete(b, static_cast<std::int64_t>(i), is_unit);
    is_unit[i] = true;
  }
  return lengths;
}

/// Rotates the rows of the square b until they are orthogonal, in cyclic order (Hestenes 1958;
/// Demmel and Veselic 1992 on its accuracy). False if that takes unreasonably long.
bool orthogonalize_rows(HostMatrix& b, HostMatrix& z) {
  bool is_done = false;
  for (int sweep = 0; sweep < 60 && !is_done; ++sweep) {
    is_done = true;
    for (std::int64_t i = 0; i < b.rows; ++i) {
      for (std::int64_t j = i + 1; j < b.rows; ++j)
        if (orthogonalize(b, z, i, j)) is_done = false;
    }
  }
  return is_done;
}

/// With a = q r, rotations z of the rows of r: z r = diag(s) v', so that u = q z'.
bool factor(const HostMatrix& a, std::span<HostMatrix> outputs) {
  if (!is_all_finite(a)) return false;
  HostMatrix scaled = a, q, b;
  const double scale = scale_to_unit(scaled);
  const std::int64_t m = a.rows, n = a.columns;
  factor_by_reflections(std::move(scaled), q, b);
  HostMatrix z(n, n);
  for (std::int64_t i = 0; i < n; ++i) z(i, i) = 1;
  if (!orthogonalize_rows(b, z)) return false;
  const std::vector<double> s = normalize_rows(b);
  std::vector<std::size_t> order(s.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto i, auto j) { return s[i] > s[j]; });
  for (std::int64_t k = 0; k < n; ++k) {
    const std::size_t from = order[static_cast<std::size_t>(k)];
    const auto row = static_cast<std::int64_t>(from);
    outputs[1](0, k) = scale * s[from];
    for (std::int64_t i = 0; i < m; ++i) outputs[0](i, k) = product_of(q.row(i), z.row(row), n);
    for (std::int64_t i = 0; i < n; ++i) outputs[2](i, k) = b(row, i);
  }
  return true;
}

bool factor_large(const LargeMatrix& m) {
  if (!is_all_finite(m.a, m.rows * m.columns)) return false;
  return kernels::factor_singular(m.a, m.rows, m.columns,
                                  {m.outputs[0], m.outputs[1], m.outputs[2]});
}

}  // namespace

constinit const Primitive kSvd{
    .name = "svd",
    .file = "svd.cc",
    .dtypes = Dtypes::floating,
    .infer = infer_svd,
    .vjp = vjp_svd,
    .jvp = jvp_svd,
    .batch = [](const BatchContext& c) { return apply_all(kSvd, c.inputs); },
    .evaluate = [](const EvaluateContext& c) { evaluate_decomposition(c, factor, factor_large); },
};

}  // namespace aleator
