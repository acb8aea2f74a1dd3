// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/tanh.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/math/special.h"

namespace aleator::bijectors {
namespace {

struct TanhRules final : BijectorRules {
  std::string_view name() const override { return "Tanh"; }
  Array forward(const Array& x) const override { return tanh(x); }
  Array inverse(const Array& y) const override { return atanh(y); }
  Array forward_log_det_jacobian(const Array& x) const override { return -2. * log_cosh(x); }
  // By the distances to both ends, so that neither loses digits.
  Array inverse_log_det_jacobian(const Array& y) const override { return -log1p(-y) - log1p(y); }
};

}  // namespace

Tanh::Tanh() : Bijector(make_ref<TanhRules>()) {}

}  // namespace aleator::bijectors
