// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/softsign.h"

#include "aleator/array/ops/elementwise.h"

namespace aleator::bijectors {
namespace {

struct SoftsignRules final : BijectorRules {
  std::string_view name() const override { return "Softsign"; }
  // Far out 1 - 1 / (1 + |x|), of which no digit of the slope is lost to cancellation.
  Array forward(const Array& x) const override {
    const Array is_near = abs(x) < 1., near = where(is_near, x, 0.);
    const Array far = sign(x) * (1. - 1. / (1. + abs(where(is_near, 1., x))));
    return where(is_near, near / (1. + abs(near)), far);
  }
  Array inverse(const Array& y) const override { return y / (1. - abs(y)); }
  Array forward_log_det_jacobian(const Array& x) const override { return -2. * log1p(abs(x)); }
  Array inverse_log_det_jacobian(const Array& y) const override { return -2. * log1p(-abs(y)); }
};

}  // namespace

Softsign::Softsign() : Bijector(make_ref<SoftsignRules>()) {}

}  // namespace aleator::bijectors
