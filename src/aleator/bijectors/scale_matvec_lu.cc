// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/scale_matvec_lu.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/permute.h"

namespace aleator::bijectors {
namespace {

struct ScaleMatvecLURules final : BijectorRules {
  explicit ScaleMatvecLURules(const ScaleMatvecLUOptions& o)
      : lower_upper(square_matrix(as_floating(o.lower_upper), o.permutation)),
        order(Permute({.permutation = o.permutation})) {
    check_constraint("ScaleMatvecLU", "lower_upper (diagonal)", diagonal(lower_upper), kNonzero);
  }
  const Array lower_upper;
  const Bijector order;

  static Array square_matrix(const Array& matrix, const Dims& permutation) {
    const auto n = static_cast<std::int64_t>(permutation.size());
    if (matrix.rank() >= 2 && matrix.dim(-1) == n && matrix.dim(-2) == n) return matrix;
    throw ShapeError(text("ScaleMatvecLU: parameter 'lower_upper' must have shape [..., ", n, ", ",
                          n, "], by the permutation, got ", matrix.shape()));
  }
  Array lower() const {
    const std::int64_t n = lower_upper.dim(-1);
    return lower_triangle(lower_upper, -1) + eye(n, n, 0, lower_upper.dtype());
  }
  Array upper() const { return lower_upper - lower_triangle(lower_upper, -1); }
  Array log_det() const { return sum(log(abs(diagonal(lower_upper))), {.axes = {-1}}); }

  std::string_view name() const override { return "ScaleMatvecLU"; }
  Array forward(const Array& x) const override {
    const Array z = matmul(lower(), matmul(upper(), expand_dims(x, -1)));
    return order.inverse(squeeze(z, -1));
  }
  Array inverse(const Array& y) const override {
    const Array z = solve_triangular(lower(), expand_dims(order.forward(y), -1));
    return squeeze(solve_triangular(swap_axes(upper(), -1, -2), z, {.is_transposed = true}), -1);
  }
  Array forward_log_det_jacobian(const Array&) const override { return log_det(); }
  Array inverse_log_det_jacobian(const Array&) const override { return -log_det(); }
  int forward_min_event_ndims() const override { return 1; }
  int inverse_min_event_ndims() const override { return 1; }
  bool is_constant_jacobian() const override { return true; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }
  Arrays parameters() const override { return {lower_upper}; }
};

}  // namespace

ScaleMatvecLU::ScaleMatvecLU(const ScaleMatvecLUOptions& options)
    : Bijector(make_ref<ScaleMatvecLURules>(options)) {}

}  // namespace aleator::bijectors
