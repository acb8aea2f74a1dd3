// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/adagrad.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"

#include <cmath>

namespace aleator::optimize {
namespace {

/// Remembers the sum of squared gradients.
class AdagradRules final : public ParameterwiseRules {
 public:
  explicit AdagradRules(const AdagradOptions& options)
      : ParameterwiseRules("Adagrad", options.learning_rate), options_(options) {
    check_option(name(), "initial_accumulator_value", options.initial_accumulator_value, 0,
                 INFINITY);
    check_option(name(), "epsilon", options.epsilon, 0, INFINITY);
  }

 private:
  Arrays start(const Array& x) const override {
    return {zeros_like(x) + options_.initial_accumulator_value};
  }
  Update update(const Array& gradient, const Arrays& remembered, const Array& x,
                const OptimizerTime& time) const override {
    const Array total = remembered[0] + square(gradient);
    const Array rate = astype(time.learning_rate, x.dtype());
    return {x - rate * gradient / sqrt(total + options_.epsilon), {total}};
  }

  AdagradOptions options_;
};

}  // namespace

Adagrad::Adagrad(const AdagradOptions& options) : Optimizer(make_ref<AdagradRules>(options)) {}

}  // namespace aleator::optimize
