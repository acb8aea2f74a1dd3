// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/adamax.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"

#include <cmath>

namespace aleator::optimize {
namespace {

/// Remembers m and u.
class AdamaxRules final : public ParameterwiseRules {
 public:
  explicit AdamaxRules(const AdamaxOptions& options)
      : ParameterwiseRules("Adamax", options.learning_rate), options_(options) {
    check_option(name(), "beta_1", options.beta_1, 0, 1);
    check_option(name(), "beta_2", options.beta_2, 0, 1);
    check_option(name(), "epsilon", options.epsilon, 0, INFINITY);
  }

 private:
  Arrays start(const Array& x) const override { return {zeros_like(x), zeros_like(x)}; }
  Update update(const Array& gradient, const Arrays& remembered, const Array& x,
                const OptimizerTime& time) const override {
    const Array m = moving_gradient(remembered[0], gradient, options_.beta_1);
    const Array u = maximum(options_.beta_2 * remembered[1], abs(gradient));
    const Array rate = time.learning_rate / bias_correction(options_.beta_1, time.number);
    return {x - astype(rate, x.dtype()) * m / (u + options_.epsilon), {m, u}};
  }

  AdamaxOptions options_;
};

}  // namespace

Adamax::Adamax(const AdamaxOptions& options) : Optimizer(make_ref<AdamaxRules>(options)) {}

}  // namespace aleator::optimize
