// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/discrete/bernoulli.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/distributions/discrete/binomial.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <limits>

namespace aleator::distributions {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct BernoulliRules final : DistributionRules {
  explicit BernoulliRules(const BernoulliParameters& p)
      : DistributionRules(Bernoulli::family, {{"probs", p.probs}, {"logits", p.logits}}) {}

  bool is_by_logits() const { return has_parameter("logits"); }
  Array probs() const { return is_by_logits() ? sigmoid(parameter("logits")) : parameter("probs"); }
  Array probs_of_0() const {
    return is_by_logits() ? sigmoid(-parameter("logits")) : 1. - parameter("probs");
  }
  Array log_probs_of_1() const {
    return is_by_logits() ? log_sigmoid(parameter("logits")) : log(parameter("probs"));
  }
  Array log_probs_of_0() const {
    return is_by_logits() ? log_sigmoid(-parameter("logits")) : log1p(-parameter("probs"));
  }

  std::optional<Distribution> in_wider_family() const override {
    if (is_by_logits()) return Binomial({.total_count = 1., .logits = parameter("logits")});
    return Binomial({.total_count = 1., .probs = parameter("probs")});
  }

  /// A function that is constant below 0, from 0 to 1, and from 1 on.
  static Array step(const Array& x, const Array& below, const Array& between, const Array& above) {
    return where(is_nan(x), x, where(x < 0, below, where(x < 1, between, above)));
  }
  /// weight * x, where 0 times infinity is 0.
  static Array weighted(const Array& weight, const Array& x) {
    return where(weight == 0, 0., weight * where(weight == 0, 0., x));
  }
  /// weight log P(1) and weight log P(0) so, with slopes that are not NaN.
  Array times_log_probs_of_1(const Array& weight) const {
    return is_by_logits() ? weighted(weight, log_probs_of_1()) : xlogy(weight, parameter("probs"));
  }
  Array times_log_probs_of_0(const Array& weight) const {
    return is_by_logits() ? weighted(weight, log_probs_of_0())
                          : xlog1py(weight, -parameter("probs"));
  }

  Array sample(const Key& key, const Shape& shape) const override {
    return astype(random::bernoulli(key, probs(), shape), dtype());
  }

  // x log p + (1 - x) log(1 - p), where 0 log 0 = 0.
  Array log_prob(const Array& x) const override {
    if (is_by_logits()) return -softplus((1. - 2. * x) * parameter("logits"));
    return xlogy(x, parameter("probs")) + xlog1py(1. - x, -parameter("probs"));
  }
  Array cdf(const Array& x) const override { return step(x, 0., probs_of_0(), 1.); }
  Array log_cdf(const Array& x) const override { return step(x, -kInfinity, log_probs_of_0(), 0.); }
  Array survival_function(const Array& x) const override { return step(x, 1., probs(), 0.); }
  Array log_survival_function(const Array& x) const override {
    return step(x, 0., log_probs_of_1(), -kInfinity);
  }
  Array quantile(const Array& p) const override { return astype(p > probs_of_0(), dtype()); }
  Array quantile_complement(const Array& q) const override { return astype(q < probs(), dtype()); }

  Array mean() const override { return probs(); }
  Array variance() const override { return probs() * probs_of_0(); }
  Array mode() const override { return astype(probs() > 0.5, dtype()); }
  Array inside() const override { return mode(); }  // which is possible, so its slope is finite
  Array entropy() const override {
    const Array p = probs(), q = probs_of_0();
    return -times_log_probs_of_1(p) - times_log_probs_of_0(q);
  }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* o = dynamic_cast<const BernoulliRules*>(&other);
    if (!o) return std::nullopt;
    const Array p = probs(), q = probs_of_0();
    return times_log_probs_of_1(p) - o->times_log_probs_of_1(p) + times_log_probs_of_0(q) -
           o->times_log_probs_of_0(q);
  }
};

}  // namespace

constinit const Family Bernoulli::family{
    .name = "Bernoulli",
    .parameters = {{{.name = "probs", .constraint = &kUnitInterval, .alternative = 1},
                    {.name = "logits", .alternative = 1}}},
    .support = &kBinary,
    .is_reparameterized = false,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return p[0].name == "probs" ? Bernoulli({.probs = p[0].value})
                                  : Bernoulli({.logits = p[0].value});
    },
    .fit = [](const Array& x) -> std::vector<NamedArray> {
      return {{"probs", aleator::mean(x, {.axes = {0}})}};
    },
};

Bernoulli::Bernoulli(const BernoulliParameters& parameters)
    : Distribution(make_ref<BernoulliRules>(parameters)) {}

}  // namespace aleator::distributions
