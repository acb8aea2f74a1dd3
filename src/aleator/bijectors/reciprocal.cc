// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/reciprocal.h"

#include "aleator/array/ops/elementwise.h"

namespace aleator::bijectors {
namespace {

struct ReciprocalRules final : BijectorRules {
  std::string_view name() const override { return "Reciprocal"; }
  Array forward(const Array& x) const override { return 1. / x; }
  Array inverse(const Array& y) const override { return 1. / y; }
  Array forward_log_det_jacobian(const Array& x) const override { return -2. * log(abs(x)); }
  Array inverse_log_det_jacobian(const Array& y) const override { return -2. * log(abs(y)); }
  std::optional<bool> is_increasing() const override { return false; }
};

}  // namespace

Reciprocal::Reciprocal() : Bijector(make_ref<ReciprocalRules>()) {}

}  // namespace aleator::bijectors
