// SPDX-License-Identifier: Apache-2.0
#include "aleator/linalg/operators/circulant.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/fourier.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/match.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/linalg/toeplitz.h"

namespace aleator::linalg {
namespace {

/// The spectrum of a real column as one more axis, which multiplies columns of a matrix.
ComplexArray spectrum_of(const Array& column) {
  const ComplexArray s = rfft(column);
  return {expand_dims(s.real, -1), expand_dims(s.imaginary, -1)};
}

/// Cyclic convolution of the columns of x with the column that has this spectrum, or, transposed,
/// correlation.
Array convolved(const ComplexArray& s, const Array& x, bool is_adjoint) {
  const ComplexArray y = rfft(x, -2);
  const Array imaginary = is_adjoint ? -s.imaginary : s.imaginary;
  return irfft(
      {y.real * s.real - y.imaginary * imaginary, y.real * imaginary + y.imaginary * s.real},
      x.dim(-2), -2);
}

/// a[i, j] = elements[(i - j) mod elements.dim(-1)] for i, j below n.
Array by_differences(const Array& elements, std::int64_t n) {
  const std::int64_t length = elements.dim(-1);
  const Array positions = remainder(iota({n, n}, 0) - iota({n, n}, 1), length);
  return take(elements, positions, -1);
}

struct CirculantRules final : LinearOperatorRules {
  CirculantRules(const Array& column, const LinearOperatorHints& hints)
      : column(column), given_hints(hints) {}
  const Array column;
  const LinearOperatorHints given_hints;

  std::string_view name() const override { return "LinearOperatorCirculant"; }
  Shape shape() const override { return column.shape() + Shape{column.dim(-1)}; }
  Dtype dtype() const override { return column.dtype(); }
  Array matmul(const Array& x, bool is_adjoint) const override {
    return convolved(spectrum_of(column), x, is_adjoint);
  }
  Array solve(const Array& b, bool is_adjoint) const override {
    const ComplexArray s = spectrum_of(column);
    const Array size = square(s.real) + square(s.imaginary);
    return convolved({s.real / size, -s.imaginary / size}, b, is_adjoint);
  }
  /// Eigenvalues come in conjugate pairs, except the first and, for even n, the middle one.
  Array log_abs_determinant() const override {
    const ComplexArray s = rfft(column);
    const Array sizes = square(s.real) + square(s.imaginary);
    const std::int64_t n = column.dim(-1), num = sizes.dim(-1);
    const Array is_single = logical_or(arange(num) == 0, 2 * arange(num) == n);
    return sum(log(sizes) * astype(where(is_single, 0.5, 1.), dtype()), {.axes = {-1}});
  }
  Array determinant() const override {
    const ComplexArray s = rfft(column);
    const std::int64_t n = column.dim(-1), num = s.real.dim(-1);
    const Array is_single = logical_or(arange(num) == 0, 2 * arange(num) == n);
    return product(where(is_single, s.real, square(s.real) + square(s.imaginary)), {.axes = {-1}});
  }
  Array diag_part() const override {
    return broadcast_to(slice_axis(column, -1, 0, 1), column.shape());
  }
  Array to_dense() const override { return by_differences(column, column.dim(-1)); }
  LinearOperatorHints hints() const override { return given_hints; }
  Arrays parameters() const override { return {column}; }
};

struct ToeplitzRules final : LinearOperatorRules {
  ToeplitzRules(const Array& column, const Array& row, const LinearOperatorHints& hints)
      : column(column), row(row), given_hints(hints) {}
  const Array column, row;
  const LinearOperatorHints given_hints;

  std::string_view name() const override { return "LinearOperatorToeplitz"; }
  Shape shape() const override { return column.shape() + Shape{column.dim(-1)}; }
  Dtype dtype() const override { return column.dtype(); }
  Array matmul(const Array& x, bool is_adjoint) const override {
    const std::int64_t n = column.dim(-1);
    Dims high(static_cast<std::size_t>(x.rank()), 0);
    high[high.size() - 2] = n;
    const Array y = convolved(spectrum_of(embedding()), pad(x, {.high = high}), is_adjoint);
    return slice_axis(y, -2, 0, n);
  }
  /// Without pivots only where none are needed.
  Array solve(const Array& b, bool is_adjoint) const override {
    if (!given_hints.is_positive_definite.value_or(false))
      return LinearOperatorRules::solve(b, is_adjoint);
    return toeplitz_solve({column, row}, b);  // symmetric
  }
  Array diag_part() const override {
    return broadcast_to(slice_axis(column, -1, 0, 1), column.shape());
  }
  Array to_dense() const override { return by_differences(embedding(), column.dim(-1)); }
  LinearOperatorHints hints() const override { return given_hints; }
  Arrays parameters() const override { return {column, row}; }

 private:
  /// The first column of a circulant matrix of twice the size that has this one in its corner.
  Array embedding() const {
    const std::int64_t n = column.dim(-1);
    const Array gap = zeros_like(slice_axis(column, -1, 0, 1));
    return concatenate({column, gap, reverse(slice_axis(row, -1, 1, n), {-1})}, -1);
  }
};

void check_vector(const char* who, const Array& x) {
  check_holds(who, x);
  if (x.rank() < 1 || x.dim(-1) < 1)
    throw ShapeError(text(who, ": needs vectors that are not empty, got shape ", x.shape()));
}

}  // namespace

LinearOperator LinearOperatorCirculant(const Array& column, const LinearOperatorHints& hints) {
  check_vector("LinearOperatorCirculant", column);
  return LinearOperator(make_ref<CirculantRules>(as_floating(column), hints));
}

LinearOperator LinearOperatorToeplitz(const Array& column, const Array& row,
                                      const LinearOperatorHints& hints) {
  check_vector("LinearOperatorToeplitz", column);
  check_vector("LinearOperatorToeplitz", row);
  if (column.dim(-1) != row.dim(-1)) {
    throw ShapeError(text("LinearOperatorToeplitz: column and row must be of one length, got ",
                          column.shape(), " and ", row.shape()));
  }
  const Arrays both = match("LinearOperatorToeplitz", as_floating(column), as_floating(row));
  return LinearOperator(make_ref<ToeplitzRules>(both[0], both[1], hints));
}

}  // namespace aleator::linalg
