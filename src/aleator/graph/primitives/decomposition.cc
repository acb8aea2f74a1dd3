// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/primitives/decomposition.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace aleator {
namespace {

/// The part of an output that belongs to one matrix of the batch.
HostMatrix member_of(const ArrayType& type, const Shape& batch) {
  const Shape own = type.shape.slice(batch.rank(), type.shape.rank());
  return own.rank() == 1 ? HostMatrix(1, own[0]) : HostMatrix(own[0], own[1]);
}

template <class T>
void read(const EvaluateContext& c, std::int64_t k, HostMatrix& a) {
  const auto size = static_cast<std::int64_t>(a.elements.size());
  std::copy_n(c.input<T>(0) + k * size, size, a.elements.begin());
}

void write(Buffer& to, std::int64_t k, const HostMatrix& from) {
  const auto size = static_cast<std::int64_t>(from.elements.size());
  visit_dtype(to.dtype(), [&](auto zero) {
    using T = decltype(zero);
    std::transform(from.elements.begin(), from.elements.end(), to.mutable_data<T>() + k * size,
                   [](double x) { return static_cast<T>(x); });
  });
}

/// What stands for the factors of a matrix that has none: NaN, and 0 where integers are due.
void spoil(HostMatrix& output, Dtype dtype) {
  const double value = is_floating(dtype) ? std::numeric_limits<double>::quiet_NaN() : 0;
  std::fill(output.elements.begin(), output.elements.end(), value);
}

/// The reflection I - beta v v' that maps x onto a multiple of its first axis; v replaces x.
struct Reflection {
  double beta = 0, length = 0;  ///< length: signed, of the image
};
Reflection reflect(std::span<double> x) {
  double tail = 0;
  for (const double value : x.subspan(1)) tail += value * value;
  if (tail == 0) return {0, x[0]};
  const double length = std::sqrt(x[0] * x[0] + tail);
  // The sign that avoids cancellation.
  const double image = x[0] > 0 ? -length : length;
  x[0] -= image;
  return {2 / (x[0] * x[0] + tail), image};
}

/// Applies the reflections of the rows of `v`, the last one first, to the rows of q', which begin
/// as unit vectors.
void accumulate(const HostMatrix& v, const std::vector<double>& beta, HostMatrix& q_adjoint) {
  const std::int64_t m = v.columns;
  for (std::int64_t k = v.rows - 1; k >= 0; --k) {
    const double* reflection = v.row(k);
    for (std::int64_t j = k; j < q_adjoint.rows; ++j) {
      double* column = q_adjoint.row(j);
      double product = 0;
      for (std::int64_t i = k; i < m; ++i) product += reflection[i] * column[i];
      product *= beta[static_cast<std::size_t>(k)];
      for (std::int64_t i = k; i < m; ++i) column[i] -= product * reflection[i];
    }
  }
}

}  // namespace

bool is_all_finite(const HostMatrix& a) {
  return std::all_of(a.elements.begin(), a.elements.end(),
                     [](double x) { return std::isfinite(x); });
}

HostMatrix transposed(const HostMatrix& a) {
  HostMatrix result(a.columns, a.rows);
  for (std::int64_t i = 0; i < a.rows; ++i) {
    for (std::int64_t j = 0; j < a.columns; ++j) result(j, i) = a(i, j);
  }
  return result;
}

double scale_to_unit(HostMatrix& a) {
  double largest = 0;
  for (const double x : a.elements) largest = std::max(largest, std::abs(x));
  if (largest == 0) return 1;
  const int exponent = std::ilogb(largest);
  for (double& x : a.elements) x = std::ldexp(x, -exponent);
  return std::ldexp(1., exponent);
}

void evaluate_decomposition(const EvaluateContext& c, DecompositionKernel kernel) {
  const Shape shape = c.inputs[0].shape();
  const Shape batch = shape.slice(0, shape.rank() - 2);
  HostMatrix a(shape[shape.rank() - 2], shape[shape.rank() - 1]);
  std::vector<HostMatrix> outputs;
  for (std::size_t i = 0; i < c.types.size(); ++i) {
    c.output<std::byte>(i);
    outputs.push_back(member_of(c.types[i], batch));
  }
  for (std::int64_t k = 0; k < batch.size(); ++k) {
    if (c.inputs[0].dtype() == float32) read<float>(c, k, a);
    else read<double>(c, k, a);
    const bool is_factored = kernel(a, outputs);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      if (!is_factored) spoil(outputs[i], c.types[i].dtype);
      write(c.outputs[i], k, outputs[i]);
    }
  }
}

void check_matrices(const char* who, const ArrayType& a, bool is_square) {
  if (!is_floating(a.dtype)) throw DtypeError(text(who, ": needs a floating dtype, got ", a.dtype));
  const std::int64_t rank = a.shape.rank();
  if (rank < 2) throw ShapeError(text(who, ": needs matrices, got shape ", a.shape));
  if (is_square && a.shape[rank - 1] != a.shape[rank - 2])
    throw ShapeError(text(who, ": needs square matrices, got shape ", a.shape));
}

void factor_by_reflections(HostMatrix a, HostMatrix& q, HostMatrix& r) {
  const std::int64_t m = a.rows, n = a.columns;
  HostMatrix columns = transposed(a), q_adjoint(n, m);
  std::vector<double> beta(static_cast<std::size_t>(n));
  r = HostMatrix(n, n);
  for (std::int64_t k = 0; k < n; ++k) {
    const std::span<double> v(columns.row(k) + k, static_cast<std::size_t>(m - k));
    for (std::int64_t i = 0; i < k; ++i) r(i, k) = columns(k, i);
    const Reflection reflection = reflect(v);
    beta[static_cast<std::size_t>(k)] = reflection.beta;
    r(k, k) = reflection.length;
    for (std::int64_t j = k + 1; j < n; ++j) {
      double* column = columns.row(j) + k;
      double product = 0;
      for (std::size_t i = 0; i < v.size(); ++i) product += v[i] * column[i];
      product *= reflection.beta;
      for (std::size_t i = 0; i < v.size(); ++i) column[i] -= product * v[i];
    }
    q_adjoint(k, k) = 1;
  }
  accumulate(columns, beta, q_adjoint);
  for (std::int64_t k = 0; k < n; ++k) {
    if (!(r(k, k) < 0)) continue;
    for (std::int64_t j = k; j < n; ++j) r(k, j) = -r(k, j);
    for (std::int64_t i = 0; i < m; ++i) q_adjoint(k, i) = -q_adjoint(k, i);
  }
  q = transposed(q_adjoint);
}

Array adjoint(const Array& x) { return swap_axes(x, -2, -1); }

Array reciprocal_differences(const Array& x) {
  const Array identity = eye(x.dim(-1), x.dim(-1), 0, x.dtype());
  return 1. / (expand_dims(x, -2) - expand_dims(x, -1) + identity) - identity;
}

}  // namespace aleator
