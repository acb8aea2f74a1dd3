// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/sigmoid.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/math/special.h"

namespace aleator::bijectors {
namespace {

struct SigmoidRules final : BijectorRules {
  explicit SigmoidRules(const SigmoidOptions& o)
      : low(real_parameter("Sigmoid", "low", o.low)),
        high(real_parameter("Sigmoid", "high", o.high)),
        width(high - low) {
    check_interval("Sigmoid", low, high);
  }
  const Array low, high, width;

  std::string_view name() const override { return "Sigmoid"; }
  Array forward(const Array& x) const override { return low + width * sigmoid(x); }
  // The distances to both ends, so that neither end loses digits.
  Array inverse(const Array& y) const override { return log(y - low) - log(high - y); }
  Array forward_log_det_jacobian(const Array& x) const override {
    return log(width) - softplus(x) - softplus(-x);
  }
  Array inverse_log_det_jacobian(const Array& y) const override {
    return log(width) - log(y - low) - log(high - y);
  }
  Arrays parameters() const override { return {low, high}; }
};

}  // namespace

Sigmoid::Sigmoid(const SigmoidOptions& options) : Bijector(make_ref<SigmoidRules>(options)) {}

}  // namespace aleator::bijectors
