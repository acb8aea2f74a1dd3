// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/matrix_inverse_tril.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"

namespace aleator::bijectors {
namespace {

struct MatrixInverseTriLRules final : BijectorRules {
  std::string_view name() const override { return "MatrixInverseTriL"; }
  Array forward(const Array& x) const override {
    const std::int64_t n = x.dim(-1);
    return solve_triangular(x, broadcast_to(eye(n, n, 0, x.dtype()), x.shape()));
  }
  Array inverse(const Array& y) const override { return forward(y); }
  Array forward_log_det_jacobian(const Array& x) const override {
    return -static_cast<double>(x.dim(-1) + 1) * sum(log(abs(diagonal(x))), {.axes = {-1}});
  }
  // That of the inverse matrix too: no system is solved.
  Array inverse_log_det_jacobian(const Array& y) const override {
    return forward_log_det_jacobian(y);
  }
  int forward_min_event_ndims() const override { return 2; }
  int inverse_min_event_ndims() const override { return 2; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }
};

}  // namespace

MatrixInverseTriL::MatrixInverseTriL() : Bijector(make_ref<MatrixInverseTriLRules>()) {}

}  // namespace aleator::bijectors
