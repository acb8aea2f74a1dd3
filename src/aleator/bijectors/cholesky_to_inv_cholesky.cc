// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/cholesky_to_inv_cholesky.h"

#include "aleator/array/ops/decomposition.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/bijectors/cholesky_outer_product.h"

namespace aleator::bijectors {
namespace {

struct CholeskyToInvCholeskyRules final : BijectorRules {
  const Bijector outer = CholeskyOuterProduct();

  std::string_view name() const override { return "CholeskyToInvCholesky"; }
  Array forward(const Array& x) const override {
    const std::int64_t n = x.dim(-1);
    const Array root = solve_triangular(x, broadcast_to(eye(n, n, 0, x.dtype()), x.shape()));
    // root' root = r' r for root = q r: no product is formed, which would lose half of the digits.
    return swap_axes(qr(root).r, -1, -2);
  }
  Array inverse(const Array& y) const override { return forward(y); }
  /// By way of M and its inverse, whose determinant is that of M to the power -(n + 1).
  Array forward_log_det_jacobian(const Array& x) const override {
    const double rows = static_cast<double>(x.dim(-1));
    return outer.forward_log_det_jacobian(x) - outer.forward_log_det_jacobian(forward(x)) -
           2. * (rows + 1.) * sum(log(diagonal(x)), {.axes = {-1}});
  }
  int forward_min_event_ndims() const override { return 2; }
  int inverse_min_event_ndims() const override { return 2; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }
};

}  // namespace

CholeskyToInvCholesky::CholeskyToInvCholesky() : Bijector(make_ref<CholeskyToInvCholeskyRules>()) {}

}  // namespace aleator::bijectors
