// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/cholesky_outer_product.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"

#include <numbers>

namespace aleator::bijectors {
namespace {

struct CholeskyOuterProductRules final : BijectorRules {
  std::string_view name() const override { return "CholeskyOuterProduct"; }
  Array forward(const Array& x) const override {
    const Array lower = lower_triangle(x);
    return matmul(lower, swap_axes(lower, -1, -2));
  }
  Array inverse(const Array& y) const override { return cholesky(y); }

  Array forward_log_det_jacobian(const Array& x) const override {
    const std::int64_t n = x.dim(-1);
    const Array exponents = astype(arange(static_cast<double>(n), 0, -1), x.dtype());
    return sum(std::numbers::ln2 + exponents * log(diagonal(x)), {.axes = {-1}});
  }
  int forward_min_event_ndims() const override { return 2; }
  int inverse_min_event_ndims() const override { return 2; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }
};

}  // namespace

CholeskyOuterProduct::CholeskyOuterProduct() : Bijector(make_ref<CholeskyOuterProductRules>()) {}

}  // namespace aleator::bijectors
