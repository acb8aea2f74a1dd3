// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/log1p.h"

#include "aleator/array/ops/elementwise.h"

namespace aleator::bijectors {
namespace {

struct Log1pRules final : BijectorRules {
  std::string_view name() const override { return "Log1p"; }
  Array forward(const Array& x) const override { return log1p(x); }
  Array inverse(const Array& y) const override { return expm1(y); }
  Array forward_log_det_jacobian(const Array& x) const override { return -log1p(x); }
  Array inverse_log_det_jacobian(const Array& y) const override { return y; }
};

}  // namespace

Log1p::Log1p() : Bijector(make_ref<Log1pRules>()) {}

}  // namespace aleator::bijectors
