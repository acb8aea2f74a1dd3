// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/gradient_descent.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"

namespace aleator::optimize {
namespace {

class GradientDescentRules final : public ParameterwiseRules {
 public:
  explicit GradientDescentRules(const GradientDescentOptions& options)
      : ParameterwiseRules("GradientDescent", options.learning_rate), options_(options) {
    check_option(name(), "momentum", options_.momentum, 0, 1);
  }

 private:
  Arrays start(const Array& x) const override {
    return options_.momentum > 0 ? Arrays{zeros_like(x)} : Arrays{};
  }
  Update update(const Array& gradient, const Arrays& remembered, const Array& x,
                const OptimizerTime& time) const override {
    const Array move = astype(-time.learning_rate, x.dtype()) * gradient;
    if (options_.momentum == 0) return {x + move, {}};
    const Array velocity = options_.momentum * remembered[0] + move;
    return {options_.nesterov ? x + options_.momentum * velocity + move : x + velocity, {velocity}};
  }

  GradientDescentOptions options_;
};

}  // namespace

GradientDescent::GradientDescent(const GradientDescentOptions& options)
    : Optimizer(make_ref<GradientDescentRules>(options)) {}

}  // namespace aleator::optimize
