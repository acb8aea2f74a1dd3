// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/relaxed_bernoulli.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/logistic.h"
#include "aleator/distributions/continuous/monotone.h"
#include "aleator/distributions/line_quadrature.h"

namespace aleator::distributions {
namespace {

struct RelaxedBernoulliRules final : MonotoneRules {
  explicit RelaxedBernoulliRules(const RelaxedBernoulliParameters& p)
      : MonotoneRules(RelaxedBernoulli::family,
                      {{"temperature", p.temperature}, {"probs", p.probs}, {"logits", p.logits}}),
        logistic(Logistic(logits() / parameter("temperature"), 1. / parameter("temperature"))) {}
  const Distribution logistic;

  Array logits() const {
    return has_parameter("logits") ? parameter("logits") : logit(parameter("probs"));
  }
  const Distribution& base() const override { return logistic; }
  Array sample(const Key& key, const Shape& shape) const override {
    // The largest number below 1 stands for what rounds to 1.
    const double below_one = 1 - (dtype() == float32 ? 0x1p-24 : 0x1p-53);
    return minimum(above_zero(MonotoneRules::sample(key, shape)), below_one);
  }
  Array from_base(const Array& z) const override { return sigmoid(z); }
  Array to_base(const Array& x) const override { return logit(clip(x, 0., 1.)); }
  Array log_derivative(const Array& x) const override { return -log(x) - log1p(-x); }
  /// Of the logistic variable z = (a + L) / T and the mean of log x (1 - x) = -|z| - 2 log(1 +
  /// exp(-|z|)). For T >= 1 by L; below, where that has an edge, E|z| has a closed form and the
  /// rest, which ends within tens of 0, goes by log |z|.
  Array entropy() const override {
    const Array temperature = parameter("temperature"), a = abs(logits());
    const Array one = ones_like(temperature * a), is_wide = temperature >= 1.;
    const LineWindow window{.center = 0. * one, .width = one, .left_rate = one, .right_rate = one};
    const Array wide = where(is_wide, temperature, 1.), narrow = where(is_wide, 1., temperature);
    const auto density = [](const Array& z) { return exp(log_sigmoid(z) + log_sigmoid(-z)); };
    const Array of_wide = integral_over_line(window, [&](const Array& s) {
      const Array z = abs(a + s) / wide;
      return density(s) * (z + 2. * log1p(exp(-z)));
    });
    const Array excess = integral_over_line(window, [&](const Array& s) {
      const Array z = exp(minimum(s, 40.)),
                  both = density(narrow * z - a) + density(narrow * z + a);
      return narrow * z * both * 2. * log1p(exp(-z));
    });
    const Array of_narrow = (a + 2. * log1p(exp(-a))) / narrow + excess;
    return logistic.entropy() - where(is_wide, of_wide, of_narrow);
  }
};

}  // namespace

constinit const Family RelaxedBernoulli::family{
    .name = "RelaxedBernoulli",
    .parameters = {{{.name = "temperature", .constraint = &kPositive},
                    {.name = "probs", .constraint = &kOpenUnitInterval, .alternative = 1},
                    {.name = "logits", .alternative = 1}}},
    .support = &kOpenUnitInterval,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return p[1].name == "probs"
                 ? RelaxedBernoulli({.temperature = p[0].value, .probs = p[1].value})
                 : RelaxedBernoulli({.temperature = p[0].value, .logits = p[1].value});
    },
};

RelaxedBernoulli::RelaxedBernoulli(const RelaxedBernoulliParameters& parameters)
    : Distribution(make_ref<RelaxedBernoulliRules>(parameters)) {}

}  // namespace aleator::distributions
