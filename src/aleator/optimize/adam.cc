// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/adam.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"

#include <cmath>

namespace aleator::optimize {
namespace {

/// Remembers m and v, and with amsgrad the largest v.
class AdamRules final : public ParameterwiseRules {
 public:
  AdamRules(const char* name, const AdamWOptions& options)
      : ParameterwiseRules(name, options.learning_rate), options_(options) {
    check_option(name, "beta_1", options.beta_1, 0, 1);
    check_option(name, "beta_2", options.beta_2, 0, 1);
    check_option(name, "epsilon", options.epsilon, 0, INFINITY);
    check_option(name, "weight_decay", options.weight_decay, 0, INFINITY);
  }

 private:
  Arrays start(const Array& x) const override {
    return Arrays(options_.amsgrad ? 3 : 2, zeros_like(x));
  }
  Update update(const Array& gradient, const Arrays& remembered, const Array& parameter,
                const OptimizerTime& time) const override {
    const Array m = moving_gradient(remembered[0], gradient, options_.beta_1);
    const Array v = moving_average(remembered[1], square(gradient), options_.beta_2);
    Arrays next{m, v};
    if (options_.amsgrad) next.push_back(maximum(remembered[2], v));
    const Array rate = time.learning_rate * sqrt(bias_correction(options_.beta_2, time.number)) /
                       bias_correction(options_.beta_1, time.number);
    const Array move = astype(rate, parameter.dtype()) * m / (sqrt(next.back()) + options_.epsilon);
    return {decayed(parameter, time) - move, next};
  }
  Array decayed(const Array& x, const OptimizerTime& time) const {
    if (options_.weight_decay == 0) return x;
    return x - astype(time.learning_rate * options_.weight_decay, x.dtype()) * x;
  }

  AdamWOptions options_;
};

AdamWOptions without_decay(const AdamOptions& o) {
  return {.learning_rate = o.learning_rate,
          .weight_decay = 0,
          .beta_1 = o.beta_1,
          .beta_2 = o.beta_2,
          .epsilon = o.epsilon,
          .amsgrad = o.amsgrad};
}

}  // namespace

Adam::Adam(const AdamOptions& options)
    : Optimizer(make_ref<AdamRules>("Adam", without_decay(options))) {}

AdamW::AdamW(const AdamWOptions& options) : Optimizer(make_ref<AdamRules>("AdamW", options)) {}

}  // namespace aleator::optimize
