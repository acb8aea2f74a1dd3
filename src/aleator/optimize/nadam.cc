// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/nadam.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"

#include <cmath>

namespace aleator::optimize {
namespace {

/// Remembers m, v and the product of the u.
class NadamRules final : public ParameterwiseRules {
 public:
  explicit NadamRules(const NadamOptions& options)
      : ParameterwiseRules("Nadam", options.learning_rate), options_(options) {
    check_option(name(), "beta_1", options.beta_1, 0, 1);
    check_option(name(), "beta_2", options.beta_2, 0, 1);
    check_option(name(), "epsilon", options.epsilon, 0, INFINITY);
  }

 private:
  Arrays start(const Array& x) const override {
    return {zeros_like(x), zeros_like(x), ones({}, float64)};
  }
  Update update(const Array& gradient, const Arrays& remembered, const Array& x,
                const OptimizerTime& time) const override {
    const auto momentum = [&](const Array& t) {
      return options_.beta_1 * (1. - 0.5 * power(0.96, t));
    };
    const Array now = momentum(time.number), next = momentum(time.number + 1.);
    const Array product = remembered[2] * now;
    const Array m = moving_gradient(remembered[0], gradient, options_.beta_1);
    const Array v = moving_average(remembered[1], square(gradient), options_.beta_2);
    const auto scalar = [&](const Array& value) { return astype(value, x.dtype()); };
    const Array direction =
        scalar(next / (1. - product * next)) * m + scalar((1. - now) / (1. - product)) * gradient;
    const Array size = sqrt(v / scalar(bias_correction(options_.beta_2, time.number)));
    return {x - scalar(time.learning_rate) * direction / (size + options_.epsilon),
            {m, v, product}};
  }

  NadamOptions options_;
};

}  // namespace

Nadam::Nadam(const NadamOptions& options) : Optimizer(make_ref<NadamRules>(options)) {}

}  // namespace aleator::optimize
