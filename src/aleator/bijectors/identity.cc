// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/identity.h"

#include "aleator/array/ops/elementwise.h"

namespace aleator::bijectors {
namespace {

struct IdentityRules final : BijectorRules {
  std::string_view name() const override { return "Identity"; }
  Array forward(const Array& x) const override { return x; }
  Array inverse(const Array& y) const override { return y; }
  Array forward_log_det_jacobian(const Array&) const override { return 0.; }
  Array inverse_log_det_jacobian(const Array&) const override { return 0.; }
  bool is_constant_jacobian() const override { return true; }
};

}  // namespace

Identity::Identity() : Bijector(make_ref<IdentityRules>()) {}

}  // namespace aleator::bijectors
