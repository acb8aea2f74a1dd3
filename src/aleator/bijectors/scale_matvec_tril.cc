// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/scale_matvec_tril.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"

namespace aleator::bijectors {
namespace {

struct ScaleMatvecTriLRules final : BijectorRules {
  explicit ScaleMatvecTriLRules(const ScaleMatvecTriLOptions& o)
      : scale_tril(lower(real_parameter("ScaleMatvecTriL", "scale_tril", o.scale_tril))),
        adjoint(o.adjoint) {
    check_constraint("ScaleMatvecTriL", "scale_tril (diagonal)", diagonal(scale_tril), kNonzero);
  }
  const Array scale_tril;
  const bool adjoint;

  static Array lower(const Array& matrix) {
    if (matrix.rank() < 2 || matrix.dim(-1) != matrix.dim(-2)) {
      throw ShapeError(text("ScaleMatvecTriL: parameter 'scale_tril' must be a square matrix, got ",
                            "shape ", matrix.shape()));
    }
    return lower_triangle(matrix);
  }
  Array log_det() const { return sum(log(abs(diagonal(scale_tril))), {.axes = {-1}}); }

  std::string_view name() const override { return "ScaleMatvecTriL"; }
  Array forward(const Array& x) const override {
    return squeeze(matmul(adjoint ? swap_axes(scale_tril, -1, -2) : scale_tril, expand_dims(x, -1)),
                   -1);
  }
  Array inverse(const Array& y) const override {
    return squeeze(solve_triangular(scale_tril, expand_dims(y, -1), {.is_transposed = adjoint}),
                   -1);
  }
  Array forward_log_det_jacobian(const Array&) const override { return log_det(); }
  Array inverse_log_det_jacobian(const Array&) const override { return -log_det(); }
  int forward_min_event_ndims() const override { return 1; }
  int inverse_min_event_ndims() const override { return 1; }
  bool is_constant_jacobian() const override { return true; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }
  Arrays parameters() const override { return {scale_tril}; }
};

}  // namespace

ScaleMatvecTriL::ScaleMatvecTriL(const ScaleMatvecTriLOptions& options)
    : Bijector(make_ref<ScaleMatvecTriLRules>(options)) {}

}  // namespace aleator::bijectors
