// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/adadelta.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"

#include <cmath>

namespace aleator::optimize {
namespace {

/// Remembers the mean squares of gradients and of moves.
class AdadeltaRules final : public ParameterwiseRules {
 public:
  explicit AdadeltaRules(const AdadeltaOptions& options)
      : ParameterwiseRules("Adadelta", options.learning_rate), options_(options) {
    check_option(name(), "rho", options.rho, 0, 1);
    check_option(name(), "epsilon", options.epsilon, 0, INFINITY);
  }

 private:
  Arrays start(const Array& x) const override { return {zeros_like(x), zeros_like(x)}; }
  Update update(const Array& gradient, const Arrays& remembered, const Array& x,
                const OptimizerTime& time) const override {
    const Array v = moving_average(remembered[0], square(gradient), options_.rho);
    const Array move =
        sqrt(remembered[1] + options_.epsilon) / sqrt(v + options_.epsilon) * gradient;
    const Array rate = astype(time.learning_rate, x.dtype());
    return {x - rate * move, {v, moving_average(remembered[1], square(move), options_.rho)}};
  }

  AdadeltaOptions options_;
};

}  // namespace

Adadelta::Adadelta(const AdadeltaOptions& options) : Optimizer(make_ref<AdadeltaRules>(options)) {}

}  // namespace aleator::optimize
