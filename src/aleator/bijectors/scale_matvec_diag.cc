// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/scale_matvec_diag.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"

namespace aleator::bijectors {
namespace {

struct ScaleMatvecDiagRules final : BijectorRules {
  explicit ScaleMatvecDiagRules(const Array& value)
      : scale_diag(real_parameter("ScaleMatvecDiag", "scale_diag", value)) {
    if (scale_diag.rank() < 1) {
      throw ShapeError("ScaleMatvecDiag: parameter 'scale_diag' must be a vector, got a number");
    }
    check_constraint("ScaleMatvecDiag", "scale_diag", scale_diag, kNonzero);
  }
  const Array scale_diag;

  Array log_det(const Array& x) const {
    const Shape shape = broadcast_shapes(scale_diag.shape(), x.shape(), "ScaleMatvecDiag");
    return sum(broadcast_to(log(abs(scale_diag)), shape), {.axes = {-1}});
  }

  std::string_view name() const override { return "ScaleMatvecDiag"; }
  Array forward(const Array& x) const override { return scale_diag * x; }
  Array inverse(const Array& y) const override { return y / scale_diag; }
  Array forward_log_det_jacobian(const Array& x) const override { return log_det(x); }
  Array inverse_log_det_jacobian(const Array& y) const override { return -log_det(y); }
  int forward_min_event_ndims() const override { return 1; }
  int inverse_min_event_ndims() const override { return 1; }
  bool is_constant_jacobian() const override { return true; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }
  Arrays parameters() const override { return {scale_diag}; }
};

}  // namespace

ScaleMatvecDiag::ScaleMatvecDiag(const Array& scale_diag)
    : Bijector(make_ref<ScaleMatvecDiagRules>(scale_diag)) {}

}  // namespace aleator::bijectors
