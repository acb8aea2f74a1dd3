// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/scale_matvec_linear_operator.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/text.h"

namespace aleator::bijectors {
namespace {

struct ScaleMatvecLinearOperatorRules final : BijectorRules {
  explicit ScaleMatvecLinearOperatorRules(const ScaleMatvecLinearOperatorOptions& o)
      : scale(o.scale), adjoint(o.adjoint) {
    if (!scale.is_square())
      throw ShapeError(
          text("ScaleMatvecLinearOperator: scale must be square, got shape ", scale.shape()));
  }
  const LinearOperator scale;
  const bool adjoint;

  std::string_view name() const override { return "ScaleMatvecLinearOperator"; }
  Array forward(const Array& x) const override { return scale.matvec(x, adjoint); }
  Array inverse(const Array& y) const override { return scale.solvevec(y, adjoint); }
  Array forward_log_det_jacobian(const Array&) const override {
    return scale.log_abs_determinant();
  }
  Array inverse_log_det_jacobian(const Array&) const override {
    return -scale.log_abs_determinant();
  }
  int forward_min_event_ndims() const override { return 1; }
  int inverse_min_event_ndims() const override { return 1; }
  bool is_constant_jacobian() const override { return true; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }
  Arrays parameters() const override { return scale.rules().parameters(); }
};

}  // namespace

ScaleMatvecLinearOperator::ScaleMatvecLinearOperator(
    const ScaleMatvecLinearOperatorOptions& options)
    : Bijector(make_ref<ScaleMatvecLinearOperatorRules>(options)) {}

}  // namespace aleator::bijectors
