// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/pareto.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/bijectors/chain.h"
#include "aleator/bijectors/scale.h"
#include "aleator/bijectors/shift.h"
#include "aleator/bijectors/sigmoid.h"
#include "aleator/bijectors/softplus.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <limits>

namespace aleator::distributions {
namespace {

struct ParetoRules final : DistributionRules {
  ParetoRules(const Array& concentration, const Array& scale_value)
      : DistributionRules(Pareto::family,
                          {{"concentration", concentration}, {"scale", scale_value}}),
        a(parameter("concentration")),
        scale(parameter("scale")) {}
  const Array a, scale;

  std::optional<Array> is_in_support(const Array& x) const override {
    return logical_and(x >= scale, is_finite(x));
  }
  Array inside() const override { return 2. * scale; }
  std::optional<Bijector> default_event_space_bijector() const override {
    return bijectors::Chain({bijectors::Shift(scale), bijectors::Softplus()});
  }
  /// log(x / scale), 0 below the support: an exponential variable of rate concentration.
  Array log_excess(const Array& x) const {
    const Array inner = maximum(x, scale);
    return log1p((inner - scale) / scale);
  }
  Array sample(const Key& key, const Shape& shape) const override {
    return scale * exp(random::exponential(key, shape, dtype()) / a);
  }
  Array log_prob(const Array& x) const override {
    return log(a) - log(scale) - (a + 1.) * log_excess(x);
  }
  Array cdf(const Array& x) const override { return -expm1(-a * log_excess(x)); }
  Array log_cdf(const Array& x) const override {
    const Array is_below = x <= scale;
    return where(is_below, -std::numeric_limits<double>::infinity(),
                 log1mexp(a * log_excess(where(is_below, 2. * scale, x))));
  }
  Array survival_function(const Array& x) const override { return exp(-a * log_excess(x)); }
  Array log_survival_function(const Array& x) const override { return -a * log_excess(x); }
  Array quantile(const Array& p) const override { return scale * exp(-log1p(-p) / a); }
  Array quantile_complement(const Array& q) const override { return scale * exp(-log(q) / a); }

  Array mean() const override {
    const Array is_finite = a > 1., c = where(is_finite, a, 2.);
    return where(is_finite, c * scale / (c - 1.), std::numeric_limits<double>::infinity());
  }
  Array variance() const override {
    const Array is_finite = a > 2., c = where(is_finite, a, 3.);
    return where(is_finite, c * square(scale / (c - 1.)) / (c - 2.),
                 std::numeric_limits<double>::infinity());
  }
  Array mode() const override { return scale; }
  Array entropy() const override { return 1. + 1. / a + log(scale / a); }
  std::optional<LogMoments> moments_of_log() const override {
    return LogMoments{log(scale) + 1. / a, 1. / square(a)};
  }
  std::optional<Array> mean_of_power(const Array& power) const override {
    const Array is_finite = power < a;
    return where(is_finite, exp(power * log(scale)) * a / where(is_finite, a - power, 1.),
                 std::numeric_limits<double>::infinity());
  }
  /// Infinite where the other one begins above this one.
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const ParetoRules*>(&other);
    if (!q) return std::nullopt;
    const Array ratio = q->a / a;
    return where(q->scale <= scale, q->a * log(scale / q->scale) - log(ratio) + ratio - 1.,
                 std::numeric_limits<double>::infinity());
  }
};

}  // namespace

constinit const Family Pareto::family{
    .name = "Pareto",
    .parameters = {{{.name = "concentration", .constraint = &kPositive},
                    {.name = "scale", .constraint = &kPositive}}},
    .support = &kPositive,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return Pareto(p[0].value, p[1].value);
    },
    .fit = [](const Array& x) -> std::vector<NamedArray> {
      const Array scale = min(x, {.axes = {0}});
      return {{"concentration", 1. / aleator::mean(log(x / scale), {.axes = {0}})},
              {"scale", scale}};
    },
};

Pareto::Pareto(const Array& concentration, const Array& scale)
    : Distribution(make_ref<ParetoRules>(concentration, scale)) {}

}  // namespace aleator::distributions
