// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/scale_matvec_lu.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/permute.h"
#include "aleator/bijectors/real_numbers.h"

namespace aleator::bijectors {
namespace {

struct ScaleMatvecLURules final : BijectorRules {
  explicit ScaleMatvecLURules(const ScaleMatvecLUOptions& o)
      : lower_upper(square_matrix(real_parameter("ScaleMatvecLU", "lower_upper", o.lower_upper),
                                  o.permutation)),
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
  /// f(columns), a product or a solution: one matrix for all vectors is applied to them at once.
  template <class F>
  Array of_columns(const Array& x, F f) const {
    if (lower_upper.rank() > 2) return squeeze(f(expand_dims(x, -1)), -1);
    const Shape rows{x.shape().slice(0, x.rank() - 1).size(), x.dim(-1)};
    return reshape(transpose(f(transpose(reshape(x, rows)))), x.shape());
  }
  Array forward(const Array& x) const override {
    return order.inverse(of_columns(
        x, [&](const Array& columns) { return matmul(lower(), matmul(upper(), columns)); }));
  }
  Array inverse(const Array& y) const override {
    return of_columns(order.forward(y), [&](const Array& columns) {
      return solve_triangular(swap_axes(upper(), -1, -2), solve_triangular(lower(), columns),
                              {.is_transposed = true});
    });
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
