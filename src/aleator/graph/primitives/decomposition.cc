// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/primitives/decomposition.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/kernels/factorizations.h"

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

void read(const EvaluateContext& c, std::int64_t k, double* to, std::int64_t size) {
  if (c.inputs[0].dtype() == float32) std::copy_n(c.input<float>(0) + k * size, size, to);
  else std::copy_n(c.input<double>(0) + k * size, size, to);
}

void write(Buffer& to, std::int64_t k, const double* from, std::int64_t size) {
  visit_dtype(to.dtype(), [&](auto zero) {
    using T = decltype(zero);
    std::transform(from, from + size, to.mutable_data<T>() + k * size,
                   [](double x) { return static_cast<T>(x); });
  });
}

/// What stands for the factors of a matrix that has none: NaN, and 0 where integers are due.
void spoil(double* output, std::int64_t size, Dtype dtype) {
  std::fill_n(output, size, is_floating(dtype) ? std::numeric_limits<double>::quiet_NaN() : 0);
}

/// Matrix k of a batch by a library, without copies of what is float64 already.
void evaluate_large(const EvaluateContext& c, std::int64_t k, const Shape& batch,
                    LibraryKernel kernel) {
  const Shape& shape = c.inputs[0].shape();
  LargeMatrix matrix{nullptr, shape[shape.rank() - 2], shape[shape.rank() - 1], {}};
  const std::int64_t size = matrix.rows * matrix.columns;
  std::vector<double> converted;
  if (c.inputs[0].dtype() == float64) {
    matrix.a = c.input<double>(0) + k * size;
  } else {
    converted.resize(static_cast<std::size_t>(size));
    read(c, k, converted.data(), size);
    matrix.a = converted.data();
  }
  std::vector<std::vector<double>> own(c.types.size());
  std::vector<double*> outputs;
  std::vector<std::int64_t> sizes;
  for (std::size_t i = 0; i < c.types.size(); ++i) {
    sizes.push_back(c.types[i].shape.size() / batch.size());
    if (c.types[i].dtype != float64) own[i].resize(static_cast<std::size_t>(sizes[i]));
    outputs.push_back(own[i].empty() ? c.outputs[i].mutable_data<double>() + k * sizes[i]
                                     : own[i].data());
  }
  matrix.outputs = outputs;
  const bool is_factored = kernel(matrix);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (!is_factored) spoil(outputs[i], sizes[i], c.types[i].dtype);
    if (!own[i].empty()) write(c.outputs[i], k, own[i].data(), sizes[i]);
  }
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

bool is_all_finite(const double* x, std::int64_t size) {
  // Products with 0 are 0, or NaN. Eight sums at a time: one would wait for each addition.
  constexpr std::int64_t kWidth = 8;
  double sums[kWidth] = {};
  const std::int64_t whole = size / kWidth * kWidth;
  for (std::int64_t i = 0; i < whole; i += kWidth) {
    for (std::int64_t k = 0; k < kWidth; ++k) sums[k] += x[i + k] * 0;
  }
  for (std::int64_t i = whole; i < size; ++i) sums[0] += x[i] * 0;
  return std::all_of(sums, sums + kWidth, [](double sum) { return sum == 0; });
}

bool is_all_finite(const HostMatrix& a) {
  return is_all_finite(a.elements.data(), static_cast<std::int64_t>(a.elements.size()));
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

void evaluate_decomposition(const EvaluateContext& c, DecompositionKernel kernel,
                            LibraryKernel library_kernel) {
  const Shape shape = c.inputs[0].shape();
  const Shape batch = shape.slice(0, shape.rank() - 2);
  const std::int64_t rows = shape[shape.rank() - 2], columns = shape[shape.rank() - 1];
  for (std::size_t i = 0; i < c.types.size(); ++i) c.output<std::byte>(i);
  if (kernels::serves_factorization(rows, columns)) {
    for (std::int64_t k = 0; k < batch.size(); ++k) evaluate_large(c, k, batch, library_kernel);
    return;
  }
  HostMatrix a(rows, columns);
  std::vector<HostMatrix> outputs;
  for (const ArrayType& type : c.types) outputs.push_back(member_of(type, batch));
  for (std::int64_t k = 0; k < batch.size(); ++k) {
    read(c, k, a.elements.data(), rows * columns);
    const bool is_factored = kernel(a, outputs);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      const auto size = static_cast<std::int64_t>(outputs[i].elements.size());
      if (!is_factored) spoil(outputs[i].elements.data(), size, c.types[i].dtype);
      write(c.outputs[i], k, outputs[i].elements.data(), size);
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
