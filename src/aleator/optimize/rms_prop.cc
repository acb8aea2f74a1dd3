// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/rms_prop.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"

#include <cmath>

namespace aleator::optimize {
namespace {

/// Remembers v, then the mean gradient if centered, then p if there is momentum.
class RMSPropRules final : public ParameterwiseRules {
 public:
  explicit RMSPropRules(const RMSPropOptions& options)
      : ParameterwiseRules("RMSProp", options.learning_rate), options_(options) {
    check_option(name(), "rho", options.rho, 0, 1);
    check_option(name(), "momentum", options.momentum, 0, 1);
    check_option(name(), "epsilon", options.epsilon, 0, INFINITY);
  }

 private:
  Arrays start(const Array& x) const override {
    const int num = 1 + (options_.centered ? 1 : 0) + (options_.momentum > 0 ? 1 : 0);
    return Arrays(static_cast<std::size_t>(num), zeros_like(x));
  }
  Update update(const Array& gradient, const Arrays& remembered, const Array& x,
                const OptimizerTime& time) const override {
    Arrays next{moving_average(remembered[0], square(gradient), options_.rho)};
    Array scale = next[0];
    if (options_.centered) {
      next.push_back(moving_average(remembered[1], gradient, options_.rho));
      scale = scale - square(next[1]);
    }
    const Array rate = astype(time.learning_rate, x.dtype());
    Array move = rate * gradient * rsqrt(scale + options_.epsilon);
    if (options_.momentum > 0) {
      move = options_.momentum * remembered.back() + move;
      next.push_back(move);
    }
    return {x - move, next};
  }

  RMSPropOptions options_;
};

}  // namespace

RMSProp::RMSProp(const RMSPropOptions& options) : Optimizer(make_ref<RMSPropRules>(options)) {}

}  // namespace aleator::optimize
