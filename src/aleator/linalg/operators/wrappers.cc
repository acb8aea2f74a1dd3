// SPDX-License-Identifier: Apache-2.0
#include "aleator/linalg/operators/wrappers.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/linalg/operators/parts.h"
#include "aleator/linalg/structure.h"

#include <algorithm>

namespace aleator::linalg {
namespace {

struct AdjointRules final : LinearOperatorRules {
  explicit AdjointRules(const LinearOperator& a) : inner(a) {}
  const LinearOperator inner;

  std::string_view name() const override { return "LinearOperatorAdjoint"; }
  Shape shape() const override {
    return inner.batch_shape() + Shape{inner.domain_dimension(), inner.range_dimension()};
  }
  Dtype dtype() const override { return inner.dtype(); }
  Array matmul(const Array& x, bool is_adjoint) const override {
    return inner.rules().matmul(x, !is_adjoint);
  }
  Array solve(const Array& b, bool is_adjoint) const override {
    return inner.rules().solve(b, !is_adjoint);
  }
  Array log_abs_determinant() const override { return inner.rules().log_abs_determinant(); }
  Array determinant() const override { return inner.rules().determinant(); }
  Array to_dense() const override { return matrix_transpose(inner.to_dense()); }
  Array diag_part() const override { return inner.rules().diag_part(); }
  LinearOperator cholesky() const override { return inner.rules().cholesky(); }
  LinearOperatorHints hints() const override { return inner.rules().hints(); }
  Arrays parameters() const override { return inner.rules().parameters(); }
};

struct InversionRules final : LinearOperatorRules {
  explicit InversionRules(const LinearOperator& a) : inner(a) {}
  const LinearOperator inner;

  std::string_view name() const override { return "LinearOperatorInversion"; }
  Shape shape() const override { return inner.shape(); }
  Dtype dtype() const override { return inner.dtype(); }
  Array matmul(const Array& x, bool is_adjoint) const override {
    return inner.rules().solve(x, is_adjoint);
  }
  Array solve(const Array& b, bool is_adjoint) const override {
    return inner.rules().matmul(b, is_adjoint);
  }
  Array log_abs_determinant() const override { return -inner.rules().log_abs_determinant(); }
  Array determinant() const override { return 1. / inner.rules().determinant(); }
  LinearOperatorHints hints() const override {
    LinearOperatorHints own = inner.rules().hints();
    own.is_non_singular = true;
    return own;
  }
  Arrays parameters() const override { return inner.rules().parameters(); }
};

struct CompositionRules final : LinearOperatorRules {
  CompositionRules(const LinearOperators& operators, const LinearOperatorHints& hints)
      : operators(operators), given_hints(hints) {}
  const LinearOperators operators;
  const LinearOperatorHints given_hints;

  std::string_view name() const override { return "LinearOperatorComposition"; }
  Shape shape() const override {
    return common_batch("LinearOperatorComposition", operators) +
           Shape{operators.front().range_dimension(), operators.back().domain_dimension()};
  }
  Dtype dtype() const override { return operators.front().dtype(); }
  Array matmul(const Array& x, bool is_adjoint) const override {
    Array result = x;
    for (const LinearOperator& a : in_order(!is_adjoint)) result = a.matmul(result, is_adjoint);
    return result;
  }
  Array solve(const Array& b, bool is_adjoint) const override {
    if (!all_are_square(operators)) return LinearOperatorRules::solve(b, is_adjoint);
    Array result = b;
    for (const LinearOperator& a : in_order(is_adjoint)) result = a.solve(result, is_adjoint);
    return result;
  }
  Array log_abs_determinant() const override {
    if (!all_are_square(operators)) return LinearOperatorRules::log_abs_determinant();
    Array total = operators.front().log_abs_determinant();
    for (std::size_t i = 1; i < operators.size(); ++i)
      total = total + operators[i].log_abs_determinant();
    return total;
  }
  Array determinant() const override {
    if (!all_are_square(operators)) return LinearOperatorRules::determinant();
    Array total = operators.front().determinant();
    for (std::size_t i = 1; i < operators.size(); ++i) total = total * operators[i].determinant();
    return total;
  }
  LinearOperatorHints hints() const override { return given_hints; }
  Arrays parameters() const override { return all_parameters(operators); }

 private:
  /// From the last to the first where `is_reversed`: the last one acts first.
  LinearOperators in_order(bool is_reversed) const {
    LinearOperators result = operators;
    if (is_reversed) std::reverse(result.begin(), result.end());
    return result;
  }
};

}  // namespace

LinearOperator LinearOperatorAdjoint(const LinearOperator& a) {
  return LinearOperator(make_ref<AdjointRules>(a));
}

LinearOperator LinearOperatorInversion(const LinearOperator& a) {
  if (!a.is_square()) {
    throw ShapeError(text("LinearOperatorInversion: needs a square operator, got ", a));
  }
  return LinearOperator(make_ref<InversionRules>(a));
}

LinearOperator LinearOperatorComposition(const LinearOperators& operators,
                                         const LinearOperatorHints& hints) {
  check_parts("LinearOperatorComposition", operators);
  for (std::size_t i = 1; i < operators.size(); ++i) {
    if (operators[i - 1].domain_dimension() == operators[i].range_dimension()) continue;
    throw ShapeError(text("LinearOperatorComposition: operators ", operators[i - 1], " and ",
                          operators[i], " do not fit"));
  }
  return LinearOperator(make_ref<CompositionRules>(operators, hints));
}

}  // namespace aleator::linalg
