// SPDX-License-Identifier: Apache-2.0
// Defines LinearOperator, a matrix (or a batch of them) known by what it does, and the rules an
// author overrides.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/ref.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aleator {

class LinearOperator;

/// What is known of a matrix before anything is computed. Nothing is checked: a wrong hint gives
/// wrong results or NaN.
struct LinearOperatorHints {
  std::optional<bool> is_non_singular = {};
  std::optional<bool> is_self_adjoint = {};
  std::optional<bool> is_positive_definite = {};  ///< implies the two others
};

/// What the author of an operator writes. Operands have at least two axes, fit the shape, and have
/// the operator's dtype; batch axes are broadcast by the rules.
class LinearOperatorRules : public Counted {
 public:
  virtual std::string_view name() const = 0;
  virtual Shape shape() const = 0;  ///< batch axes, rows, columns
  virtual Dtype dtype() const = 0;
  /// The product of the matrix, or of its transpose, with x.
  virtual Array matmul(const Array& x, bool is_adjoint) const = 0;

  /// By default of the dense matrix: its Cholesky factor where it is known to be positive definite,
  /// else its LU factors.
  virtual Array solve(const Array& b, bool is_adjoint) const;
  virtual Array log_abs_determinant() const;
  virtual Array determinant() const;
  virtual Array to_dense() const;
  virtual Array diag_part() const;
  virtual Array trace() const;
  /// The lower triangular factor, for positive definite operators.
  virtual LinearOperator cholesky() const;
  virtual LinearOperatorHints hints() const { return {}; }
  virtual Arrays parameters() const { return {}; }
};

/// A cheap immutable handle to a linear operator. Names and semantics are TFP's.
class LinearOperator {
 public:
  explicit LinearOperator(Ref<const LinearOperatorRules> rules) : rules_(std::move(rules)) {}

  Shape shape() const { return rules_->shape(); }
  Shape batch_shape() const;
  Dtype dtype() const { return rules_->dtype(); }
  std::int64_t domain_dimension() const;  ///< number of columns
  std::int64_t range_dimension() const;   ///< number of rows
  bool is_square() const { return domain_dimension() == range_dimension(); }
  std::optional<bool> is_non_singular() const;
  std::optional<bool> is_self_adjoint() const;
  std::optional<bool> is_positive_definite() const;

  /// a x for matrices x, [..., n, k].
  Array matmul(const Array& x, bool adjoint = false) const;
  /// a x for vectors x along a last axis.
  Array matvec(const Array& x, bool adjoint = false) const;
  /// The x with a x = b, for matrices b; the operator must be square.
  Array solve(const Array& b, bool adjoint = false) const;
  Array solvevec(const Array& b, bool adjoint = false) const;
  /// log |det a|, of the batch shape.
  Array log_abs_determinant() const;
  Array determinant() const;
  Array trace() const;
  Array diag_part() const;
  Array to_dense() const;
  /// The lower triangular l with a = l l', for positive definite a.
  LinearOperator cholesky() const;
  LinearOperator adjoint() const;
  LinearOperator inverse() const;

  std::string_view name() const { return rules_->name(); }
  std::string to_string() const;
  const LinearOperatorRules& rules() const { return *rules_; }

  template <class F>
  void visit_leaves(F&& f) const {
    for (const Array& parameter : rules_->parameters()) f(parameter);
  }

 private:
  Ref<const LinearOperatorRules> rules_;
};

using LinearOperators = std::vector<LinearOperator>;

}  // namespace aleator
