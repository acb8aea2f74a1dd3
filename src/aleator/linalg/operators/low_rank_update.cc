// SPDX-License-Identifier: Apache-2.0
#include "aleator/linalg/operators/low_rank_update.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/linalg/checks.h"
#include "aleator/linalg/hpsd.h"
#include "aleator/linalg/solve.h"
#include "aleator/linalg/structure.h"

namespace aleator::linalg {
namespace {

struct LowRankUpdateRules final : LinearOperatorRules {
  LowRankUpdateRules(const LinearOperator& base, const Array& u, const Array& diag, const Array& v)
      : base(base), u(u), diag(diag), v(v) {}
  const LinearOperator base;
  const Array u, diag, v;
  bool is_symmetric_positive = false;  ///< u is v, the base and the update are positive definite
  LinearOperatorHints given_hints;

  std::string_view name() const override { return "LinearOperatorLowRankUpdate"; }
  Shape shape() const override {
    const Shape of_u = u.shape(), of_v = v.shape(), of_diag = diag.shape();
    Shape batch = base.batch_shape();
    for (const Shape& more : {of_u.slice(0, u.rank() - 2), of_v.slice(0, v.rank() - 2),
                              of_diag.slice(0, diag.rank() - 1)}) {
      batch = broadcast_shapes(batch, more, "LinearOperatorLowRankUpdate");
    }
    return batch + Shape{base.range_dimension(), base.domain_dimension()};
  }
  Dtype dtype() const override { return base.dtype(); }
  Array matmul(const Array& x, bool is_adjoint) const override {
    const Array &left = is_adjoint ? v : u, &right = is_adjoint ? u : v;
    const Array inner = aleator::matmul(matrix_transpose(right), x);
    return base.matmul(x, is_adjoint) + aleator::matmul(left * expand_dims(diag, -2), inner);
  }
  /// inv(a + u d v') = inv(a) - inv(a) u inv(c) v' inv(a) with c = inv(d) + v' inv(a) u.
  Array solve(const Array& b, bool is_adjoint) const override {
    const Array &left = is_adjoint ? v : u, &right = is_adjoint ? u : v;
    const Array of_base = base.solve(b, is_adjoint);
    const Array inner = aleator::matmul(matrix_transpose(right), of_base);
    const Array c = is_adjoint ? matrix_transpose(capacitance()) : capacitance();
    const Array weights = is_symmetric_positive ? hpsd_solve(c, inner) : linalg::solve(c, inner);
    return of_base - base.solve(aleator::matmul(left, weights), is_adjoint);
  }
  /// det(a + u d v') = det c det d det a.
  Array log_abs_determinant() const override {
    const Array of_c = is_symmetric_positive ? hpsd_logdet(capacitance())
                                             : slogdet(capacitance()).log_abs_determinant;
    return of_c + sum(log(abs(diag)), {.axes = {-1}}) + base.log_abs_determinant();
  }
  Array determinant() const override {
    return det(capacitance()) * product(diag, {.axes = {-1}}) * base.determinant();
  }
  Array diag_part() const override {
    return base.diag_part() + sum(u * v * expand_dims(diag, -2), {.axes = {-1}});
  }
  Array to_dense() const override {
    const Array update = aleator::matmul(u * expand_dims(diag, -2), matrix_transpose(v));
    return broadcast_to(base.to_dense() + update, shape());
  }
  LinearOperatorHints hints() const override { return given_hints; }
  Arrays parameters() const override {
    Arrays all = base.rules().parameters();
    for (const Array& own : {u, diag, v}) all.push_back(own);
    return all;
  }

 private:
  Array capacitance() const {
    const Array inner = aleator::matmul(matrix_transpose(v), base.solve(u));
    return inner + diagonal_matrix(1. / diag);
  }
};

void check_update(const LinearOperator& base, const Array& u, const Array& diag, const Array& v) {
  const char* who = "LinearOperatorLowRankUpdate";
  check_matrix(who, u);
  check_matrix(who, v);
  const std::int64_t n = base.domain_dimension(), k = u.dim(-1);
  const bool fits = base.is_square() && u.dim(-2) == n && v.dim(-2) == n && v.dim(-1) == k &&
                    diag.rank() > 0 && diag.dim(-1) == k;
  if (fits) return;
  throw ShapeError(text(who, ": a square base, u and v of [..., n, k] and diag_update of [..., k] ",
                        "are needed, got ", base, ", ", u.shape(), ", ", v.shape(), " and ",
                        diag.shape()));
}

}  // namespace

LinearOperator LinearOperatorLowRankUpdate(const LinearOperator& base_operator,
                                           const LowRankUpdateOptions& options) {
  const Dtype dtype = base_operator.dtype();
  check_matrix("LinearOperatorLowRankUpdate", options.u);
  const Array u = astype(options.u, dtype);
  const Array v = options.v ? astype(*options.v, dtype) : u;
  const Array diag =
      options.diag_update ? astype(*options.diag_update, dtype) : ones({u.dim(-1)}, dtype);
  check_update(base_operator, u, diag, v);
  const Ref<LowRankUpdateRules> rules = make_ref<LowRankUpdateRules>(base_operator, u, diag, v);
  const bool is_positive = options.is_diag_update_positive || !options.diag_update;
  rules->is_symmetric_positive =
      !options.v && is_positive && base_operator.is_positive_definite() == true;
  rules->given_hints = options.hints;
  if (rules->is_symmetric_positive) rules->given_hints.is_positive_definite = true;
  return LinearOperator(rules);
}

}  // namespace aleator::linalg
