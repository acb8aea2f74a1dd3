// SPDX-License-Identifier: Apache-2.0
#include "aleator/linalg/linear_operator.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/match.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/linalg/hpsd.h"
#include "aleator/linalg/operators/dense.h"
#include "aleator/linalg/operators/wrappers.h"
#include "aleator/linalg/solve.h"
#include "aleator/linalg/structure.h"

namespace aleator {
namespace {

bool is_known_positive(const LinearOperatorRules& rules) {
  return rules.hints().is_positive_definite == true;
}

void check_is_square(const LinearOperator& a, const char* method) {
  if (a.is_square()) return;
  throw ShapeError(
      text(a.name(), ".", method, ": needs square matrices, the operator has shape ", a.shape()));
}

/// x in the operator's dtype; the right number of rows is checked.
Array operand(const LinearOperator& a, const char* method, const Array& x, std::int64_t num_rows) {
  check_holds(method, x);
  if (x.rank() < 2 || x.dim(-2) != num_rows) {
    throw ShapeError(text(a.name(), ".", method, ": an operator of shape ", a.shape(), " needs ",
                          num_rows, " rows, got shape ", x.shape()));
  }
  return astype(x, a.dtype());
}

Array column(const LinearOperator& a, const char* method, const Array& x) {
  check_holds(method, x);
  if (x.rank() < 1) throw ShapeError(text(a.name(), ".", method, ": needs vectors, got shape []"));
  return expand_dims(x, -1);
}

}  // namespace

Array LinearOperatorRules::solve(const Array& b, bool is_adjoint) const {
  const Array a = to_dense();
  if (is_known_positive(*this)) return linalg::hpsd_solve(a, b);
  return linalg::solve(is_adjoint ? linalg::matrix_transpose(a) : a, b);
}

Array LinearOperatorRules::log_abs_determinant() const {
  const Array a = to_dense();
  if (is_known_positive(*this)) return linalg::hpsd_logdet(a);
  return linalg::slogdet(a).log_abs_determinant;
}

Array LinearOperatorRules::determinant() const { return linalg::det(to_dense()); }

Array LinearOperatorRules::to_dense() const {
  const Shape own = shape();
  const Array identity = eye(own[own.rank() - 1], own[own.rank() - 1], 0, dtype());
  return broadcast_to(matmul(identity, false), own);
}

Array LinearOperatorRules::diag_part() const { return diagonal(to_dense()); }

Array LinearOperatorRules::trace() const { return sum(diag_part(), {.axes = {-1}}); }

LinearOperator LinearOperatorRules::cholesky() const {
  return linalg::LinearOperatorLowerTriangular(aleator::cholesky(to_dense()));
}

Shape LinearOperator::batch_shape() const {
  const Shape own = shape();
  return own.slice(0, own.rank() - 2);
}
std::int64_t LinearOperator::domain_dimension() const {
  const Shape own = shape();
  return own[own.rank() - 1];
}
std::int64_t LinearOperator::range_dimension() const {
  const Shape own = shape();
  return own[own.rank() - 2];
}

std::optional<bool> LinearOperator::is_non_singular() const {
  const LinearOperatorHints hints = rules_->hints();
  return hints.is_positive_definite == true ? true : hints.is_non_singular;
}
std::optional<bool> LinearOperator::is_self_adjoint() const {
  const LinearOperatorHints hints = rules_->hints();
  return hints.is_positive_definite == true ? true : hints.is_self_adjoint;
}
std::optional<bool> LinearOperator::is_positive_definite() const {
  return rules_->hints().is_positive_definite;
}

Array LinearOperator::matmul(const Array& x, bool adjoint) const {
  return rules_->matmul(
      operand(*this, "matmul", x, adjoint ? range_dimension() : domain_dimension()), adjoint);
}
Array LinearOperator::matvec(const Array& x, bool adjoint) const {
  return squeeze(matmul(column(*this, "matvec", x), adjoint), -1);
}
Array LinearOperator::solve(const Array& b, bool adjoint) const {
  check_is_square(*this, "solve");
  return rules_->solve(operand(*this, "solve", b, range_dimension()), adjoint);
}
Array LinearOperator::solvevec(const Array& b, bool adjoint) const {
  return squeeze(solve(column(*this, "solvevec", b), adjoint), -1);
}

Array LinearOperator::log_abs_determinant() const {
  check_is_square(*this, "log_abs_determinant");
  return rules_->log_abs_determinant();
}
Array LinearOperator::determinant() const {
  check_is_square(*this, "determinant");
  return rules_->determinant();
}
Array LinearOperator::trace() const { return rules_->trace(); }
Array LinearOperator::diag_part() const { return rules_->diag_part(); }
Array LinearOperator::to_dense() const { return rules_->to_dense(); }

LinearOperator LinearOperator::cholesky() const {
  check_is_square(*this, "cholesky");
  return rules_->cholesky();
}
LinearOperator LinearOperator::adjoint() const { return linalg::LinearOperatorAdjoint(*this); }
LinearOperator LinearOperator::inverse() const { return linalg::LinearOperatorInversion(*this); }

std::string LinearOperator::to_string() const { return text(name(), shape()); }

}  // namespace aleator
