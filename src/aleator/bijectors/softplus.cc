// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/softplus.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/math/special.h"

#include <limits>

namespace aleator::bijectors {
namespace {

struct SoftplusRules final : BijectorRules {
  explicit SoftplusRules(const SoftplusOptions& o)
      : softness(real_parameter("Softplus", "hinge_softness", o.hinge_softness)),
        low(real_parameter("Softplus", "low", o.low)) {
    check_constraint("Softplus", "hinge_softness", softness, kNonzero);
    check_constraint("Softplus", "low", low, kReal);
  }
  const Array softness, low;

  std::string_view name() const override { return "Softplus"; }
  Array forward(const Array& x) const override { return low + softness * softplus(x / softness); }
  Array inverse(const Array& y) const override {
    return softness * softplus_inverse((y - low) / softness);
  }
  Array forward_log_det_jacobian(const Array& x) const override { return -softplus(-x / softness); }
  // dy/dx = 1 - exp(-t), t = (y - low) / c; outside the range there is none.
  Array inverse_log_det_jacobian(const Array& y) const override {
    const Array t = (y - low) / softness;
    return where(t < 0, std::numeric_limits<double>::quiet_NaN(), -log1mexp(t));
  }
  Arrays parameters() const override { return {softness, low}; }
};

}  // namespace

Softplus::Softplus(const SoftplusOptions& options) : Bijector(make_ref<SoftplusRules>(options)) {}

}  // namespace aleator::bijectors
