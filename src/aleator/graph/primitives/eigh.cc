// SPDX-License-Identifier: Apache-2.0
// Defines eigh: eigenvalues in ascending order and orthonormal eigenvectors, the columns of v, of
// the symmetric matrix given by the lower triangle. Where eigenvalues are equal, their vectors have
// no derivatives: what goes through these is not finite there, what goes through the values is.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/decomposition.h"
#include "aleator/kernels/factorizations.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace aleator {
namespace {

ArrayTypes infer_eigh(const InferContext& c) {
  const ArrayType& a = c.inputs[0];
  check_matrices("eigh", a, true);
  return {{.dtype = a.dtype, .shape = a.shape.slice(0, a.shape.rank() - 1)},
          {.dtype = a.dtype, .shape = a.shape}};
}

/// The lower triangle with half the diagonal: what a symmetric matrix is the sum of, with its
/// transpose.
Array half_triangle(const Array& x) {
  const std::int64_t n = x.dim(-1);
  return lower_triangle(x) * (1. - 0.5 * eye(n, n, 0, x.dtype()));
}

/// With p = v' da v: dw is the diagonal of p, and dv = v (f p) with f[i, j] = 1 / (w[j] - w[i]),
/// element by element. (Giles 2008, Collected matrix derivative results.)
Arrays jvp_eigh(const JvpContext& c) {
  const Array &w = c.outputs[0], &v = c.outputs[1];
  const Array half = half_triangle(c.tangents[0]);
  const Array p = matmul(adjoint(v), matmul(half + adjoint(half), v));
  return {diagonal(p), matmul(v, reciprocal_differences(w) * p)};
}

Arrays vjp_eigh(const VjpContext& c) {
  const Array &w = c.outputs[0], &v = c.outputs[1];
  Array inner = diagonal_matrix(c.cotangent(0));
  if (c.cotangents[1].has_value()) {
    inner = inner + reciprocal_differences(w) * matmul(adjoint(v), c.cotangents[1]);
  }
  const Array of_a = matmul(v, matmul(inner, adjoint(v)));
  return {half_triangle(of_a + adjoint(of_a))};
}

/// A symmetric tridiagonal matrix, and the rows of z as its basis: a = z' t z.
struct Tridiagonal {
  std::vector<double> diagonal, beside;
  HostMatrix z;
};

/// Subtracts v w' + w v' from the part of a symmetric matrix behind row and column k.
void update_rank_two(HostMatrix& a, std::int64_t k, const double* v, const double* w) {
  for (std::int64_t i = k + 1; i < a.rows; ++i) {
    double* row = a.row(i);
    for (std::int64_t j = k + 1; j < a.rows; ++j) row[j] -= v[i] * w[j] + w[i] * v[j];
  }
}

/// The reflection that clears column k below the subdiagonal, applied from both sides; returns its
/// factor, and leaves its vector in row k.
double reduce_column(HostMatrix& a, std::int64_t k, double& beside) {
  const std::int64_t n = a.rows;
  double* v = a.row(k);
  double tail = 0;
  for (std::int64_t i = k + 2; i < n; ++i) tail += v[i] * v[i];
  beside = v[k + 1];
  if (tail == 0) return 0;
  const double length = std::sqrt(beside * beside + tail);
  beside = beside > 0 ? -length : length;
  v[k + 1] -= beside;
  const double beta = 2 / (v[k + 1] * v[k + 1] + tail);
  std::vector<double> w(static_cast<std::size_t>(n));
  double overlap = 0;
  for (std::int64_t i = k + 1; i < n; ++i) {
    const double* row = a.row(i);
    double product = 0;
    for (std::int64_t j = k + 1; j < n; ++j) product += row[j] * v[j];
    w[static_cast<std::size_t>(i)] = beta * product;
    overlap += beta * product * v[i];
  }
  for (std::int64_t i = k + 1; i < n; ++i)
    w[static_cast<std::size_t>(i)] -= 0.5 * beta * overlap * v[i];
  update_rank_two(a, k, v, w.data());
  return beta;
}

/// Householder's reduction (Golub and Van Loan, Matrix Computations, 8.3.1).
Tridiagonal tridiagonal(HostMatrix a) {
  const std::int64_t n = a.rows;
  const auto size = static_cast<std::size_t>(n);
  Tridiagonal t{std::vector<double>(size), std::vector<double>(size), HostMatrix(n, n)};
  std::vector<double> beta(size);
  for (std::int64_t k = 0; k + 1 < n; ++k)
    beta[static_cast<std::size_t>(k)] = reduce_column(a, k, t.beside[static_cast<std::size_t>(k)]);
  for (std::int64_t i = 0; i < n; ++i) {
    t.diagonal[static_cast<std::size_t>(i)] = a(i, i);
    t.z(i, i) = 1;
  }
  for (std::int64_t k = n - 2; k >= 0; --k) {
    const double* v = a.row(k);
    for (std::int64_t j = k + 1; j < n; ++j) {
      double* row = t.z.row(j);
      double product = 0;
      for (std::int64_t i = k + 1; i < n; ++i) product += v[i] * row[i];
      product *= beta[static_cast<std::size_t>(k)];
      for (std::int64_t i = k + 1; i < n; ++i) row[i] -= product * v[i];
    }
  }
  return t;
}

/// Rows k and k + 1 of z by the rotation (c, s).
void rotate_rows(HostMatrix& z, std::int64_t k, double c, double s) {
  double *x = z.row(k), *y = z.row(k + 1);
  for (std::int64_t j = 0; j < z.columns; ++j) {
    const double old = x[j];
    x[j] = c * old - s * y[j];
    y[j] = s * old + c * y[j];
  }
}

/// One implicit step on the block first..last with Wilkinson's shift (Golub and Van Loan, 8.3.2).
void step(Tridiagonal& t, std::int64_t first, std::int64_t last) {
  double *d = t.diagonal.data(), *e = t.beside.data();
  const double half_gap = (d[last - 1] - d[last]) / 2;
  const double root = std::hypot(half_gap, e[last - 1]);
  const double shift =
      d[last] - e[last - 1] * (e[last - 1] / (half_gap + std::copysign(root, half_gap)));
  double x = d[first] - shift, z = e[first];
  for (std::int64_t k = first; k < last; ++k) {
    const double length = std::hypot(x, z);
    const double c = length == 0 ? 1 : x / length, s = length == 0 ? 0 : -z / length;
    if (k > first) e[k - 1] = length;
    const double a = d[k], b = e[k], f = d[k + 1];
    d[k] = c * c * a - 2 * c * s * b + s * s * f;
    d[k + 1] = s * s * a + 2 * c * s * b + c * c * f;
    e[k] = c * s * (a - f) + (c * c - s * s) * b;
    x = e[k];
    if (k + 1 < last) {
      z = -s * e[k + 1];
      e[k + 1] *= c;
    }
    rotate_rows(t.z, k, c, s);
  }
}

/// Diagonalises from the end; false if that takes unreasonably long.
bool diagonalize(Tridiagonal& t) {
  const auto n = static_cast<std::int64_t>(t.diagonal.size());
  const auto negligible = [&](std::int64_t i) {
    const double *d = t.diagonal.data(), *e = t.beside.data();
    return std::abs(e[i]) <=
           std::numeric_limits<double>::epsilon() / 2 * (std::abs(d[i]) + std::abs(d[i + 1]));
  };
  std::int64_t last = n - 1;
  for (std::int64_t steps = 0; last > 0 && steps <= 60 * n; ++steps) {
    while (last > 0 && negligible(last - 1)) --last;
    if (last <= 0) break;
    std::int64_t first = last - 1;
    while (first > 0 && !negligible(first - 1)) --first;
    step(t, first, last);
  }
  return last <= 0;
}

bool factor(const HostMatrix& given, std::span<HostMatrix> outputs) {
  HostMatrix a = given;
  const std::int64_t n = a.rows;
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t j = i + 1; j < n; ++j) a(i, j) = a(j, i);
  }
  if (!is_all_finite(a)) return false;
  const double scale = scale_to_unit(a);
  Tridiagonal t = tridiagonal(std::move(a));
  if (!diagonalize(t)) return false;
  std::vector<std::int64_t> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  const auto value = [&](std::int64_t i) { return t.diagonal[static_cast<std::size_t>(i)]; };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::int64_t i, std::int64_t j) { return value(i) < value(j); });
  for (std::int64_t k = 0; k < n; ++k) {
    const std::int64_t from = order[static_cast<std::size_t>(k)];
    outputs[0](0, k) = scale * value(from);
    for (std::int64_t i = 0; i < n; ++i) outputs[1](i, k) = t.z(from, i);
  }
  return true;
}

bool factor_large(const LargeMatrix& m) {
  for (std::int64_t i = 0; i < m.rows; ++i)
    if (!is_all_finite(m.a + i * m.rows, i + 1)) return false;
  return kernels::factor_symmetric(m.a, m.rows, m.outputs[0], m.outputs[1]);
}

}  // namespace

constinit const Primitive kEigh{
    .name = "eigh",
    .file = "eigh.cc",
    .dtypes = Dtypes::floating,
    .infer = infer_eigh,
    .vjp = vjp_eigh,
    .jvp = jvp_eigh,
    .batch = [](const BatchContext& c) { return apply_all(kEigh, c.inputs); },
    .evaluate = [](const EvaluateContext& c) { evaluate_decomposition(c, factor, factor_large); },
};

}  // namespace aleator
