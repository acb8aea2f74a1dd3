// SPDX-License-Identifier: Apache-2.0
#include "aleator/linalg/operators/dense.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/linalg/checks.h"
#include "aleator/linalg/structure.h"

namespace aleator::linalg {
namespace {

struct FullMatrixRules final : LinearOperatorRules {
  FullMatrixRules(const Array& matrix, const LinearOperatorHints& hints)
      : matrix(matrix), given_hints(hints) {}
  const Array matrix;
  const LinearOperatorHints given_hints;

  std::string_view name() const override { return "LinearOperatorFullMatrix"; }
  Shape shape() const override { return matrix.shape(); }
  Dtype dtype() const override { return matrix.dtype(); }
  Array matmul(const Array& x, bool is_adjoint) const override {
    return aleator::matmul(is_adjoint ? matrix_transpose(matrix) : matrix, x);
  }
  Array to_dense() const override { return matrix; }
  LinearOperatorHints hints() const override { return given_hints; }
  Arrays parameters() const override { return {matrix}; }
};

struct LowerTriangularRules final : LinearOperatorRules {
  LowerTriangularRules(const Array& tril, const LinearOperatorHints& hints)
      : tril(tril), given_hints(hints) {}
  const Array tril;
  const LinearOperatorHints given_hints;

  std::string_view name() const override { return "LinearOperatorLowerTriangular"; }
  Shape shape() const override { return tril.shape(); }
  Dtype dtype() const override { return tril.dtype(); }
  Array matmul(const Array& x, bool is_adjoint) const override {
    const Array a = lower_triangle(tril);
    return aleator::matmul(is_adjoint ? matrix_transpose(a) : a, x);
  }
  Array solve(const Array& b, bool is_adjoint) const override {
    return solve_triangular(tril, b, {.is_transposed = is_adjoint});
  }
  Array log_abs_determinant() const override {
    return sum(log(abs(diagonal(tril))), {.axes = {-1}});
  }
  Array determinant() const override { return product(diagonal(tril), {.axes = {-1}}); }
  Array to_dense() const override { return lower_triangle(tril); }
  Array diag_part() const override { return diagonal(tril); }
  LinearOperatorHints hints() const override { return given_hints; }
  Arrays parameters() const override { return {tril}; }
};

}  // namespace

LinearOperator LinearOperatorFullMatrix(const Array& matrix, const LinearOperatorHints& hints) {
  check_matrix("LinearOperatorFullMatrix", matrix);
  return LinearOperator(make_ref<FullMatrixRules>(as_floating(matrix), hints));
}

LinearOperator LinearOperatorLowerTriangular(const Array& tril, const LinearOperatorHints& hints) {
  check_square("LinearOperatorLowerTriangular", tril);
  return LinearOperator(make_ref<LowerTriangularRules>(as_floating(tril), hints));
}

}  // namespace aleator::linalg
