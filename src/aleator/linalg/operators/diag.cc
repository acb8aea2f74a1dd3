// SPDX-License-Identifier: Apache-2.0
#include "aleator/linalg/operators/diag.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/match.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator::linalg {
namespace {

/// Of a name of its own, since a scaled identity is a diagonal matrix that is spread out.
struct DiagRules final : LinearOperatorRules {
  DiagRules(const char* own_name, const Array& diag, const LinearOperatorHints& hints)
      : own_name(own_name), diag(diag), given_hints(hints) {
    given_hints.is_self_adjoint = true;
  }
  const char* own_name;
  const Array diag;
  LinearOperatorHints given_hints;

  std::string_view name() const override { return own_name; }
  Shape shape() const override { return diag.shape() + Shape{diag.dim(-1)}; }
  Dtype dtype() const override { return diag.dtype(); }
  Array matmul(const Array& x, bool) const override { return expand_dims(diag, -1) * x; }
  Array solve(const Array& b, bool) const override { return b / expand_dims(diag, -1); }
  Array log_abs_determinant() const override { return sum(log(abs(diag)), {.axes = {-1}}); }
  Array determinant() const override { return product(diag, {.axes = {-1}}); }
  Array to_dense() const override { return diagonal_matrix(diag); }
  Array diag_part() const override { return diag; }
  LinearOperator cholesky() const override { return LinearOperatorDiag(sqrt(diag)); }
  LinearOperatorHints hints() const override { return given_hints; }
  Arrays parameters() const override { return {diag}; }
};

}  // namespace

LinearOperator LinearOperatorDiag(const Array& diag, const LinearOperatorHints& hints) {
  check_holds("LinearOperatorDiag", diag);
  if (diag.rank() < 1)
    throw ShapeError("LinearOperatorDiag: needs at least a vector, got shape []");
  return LinearOperator(make_ref<DiagRules>("LinearOperatorDiag", as_floating(diag), hints));
}

LinearOperator LinearOperatorScaledIdentity(std::int64_t num_rows, const Array& multiplier,
                                            const LinearOperatorHints& hints) {
  check_holds("LinearOperatorScaledIdentity", multiplier);
  const Array scale = as_floating(multiplier);
  const Array diag = broadcast_to(expand_dims(scale, -1), scale.shape() + Shape{num_rows});
  return LinearOperator(make_ref<DiagRules>("LinearOperatorScaledIdentity", diag, hints));
}

LinearOperator LinearOperatorIdentity(std::int64_t num_rows, const Shape& batch_shape,
                                      Dtype dtype) {
  return LinearOperator(make_ref<DiagRules>(
      "LinearOperatorIdentity", ones(batch_shape + Shape{num_rows}, dtype),
      LinearOperatorHints{.is_non_singular = true, .is_positive_definite = true}));
}

}  // namespace aleator::linalg
