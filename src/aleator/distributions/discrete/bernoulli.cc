// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/discrete/bernoulli.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

namespace aleator::distributions {
namespace {

struct BernoulliRules final : DistributionRules {
  explicit BernoulliRules(const BernoulliParameters& p)
      : DistributionRules(Bernoulli::family, {{"probs", p.probs}, {"logits", p.logits}}) {}

  bool is_by_logits() const { return has_parameter("logits"); }
  Array probs() const { return is_by_logits() ? sigmoid(parameter("logits")) : parameter("probs"); }
  Array log_probs_of_1() const {
    return is_by_logits() ? log_sigmoid(parameter("logits")) : log(parameter("probs"));
  }
  Array log_probs_of_0() const {
    return is_by_logits() ? log_sigmoid(-parameter("logits")) : log1p(-parameter("probs"));
  }

  Array sample(const Key& key, const Shape& shape) const override {
    return astype(random::bernoulli(key, probs(), shape), dtype());
  }

  // x log p + (1 - x) log(1 - p), where 0 log 0 = 0.
  Array log_prob(const Array& x) const override {
    if (is_by_logits()) return -softplus(where(x == 1, -1., 1.) * parameter("logits"));
    return xlogy(x, parameter("probs")) + xlog1py(1. - x, -parameter("probs"));
  }
  Array cdf(const Array& x) const override {
    return where(x < 0, 0., where(x < 1, exp(log_probs_of_0()), 1.));
  }
  Array survival_function(const Array& x) const override {
    return where(x < 0, 1., where(x < 1, probs(), 0.));
  }
  Array quantile(const Array& p) const override {
    return astype(p > exp(log_probs_of_0()), dtype());
  }

  Array mean() const override { return probs(); }
  Array variance() const override { return probs() * exp(log_probs_of_0()); }
  Array mode() const override { return astype(probs() > 0.5, dtype()); }
  Array entropy() const override {
    const Array p = probs(), q = exp(log_probs_of_0());
    if (is_by_logits()) return -p * log_probs_of_1() - q * log_probs_of_0();
    return -xlogy(p, p) - xlog1py(q, -p);
  }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* o = dynamic_cast<const BernoulliRules*>(&other);
    if (!o) return std::nullopt;
    const Array p = probs(), q = exp(log_probs_of_0());
    const auto part = [](const Array& weight, const Array& difference) {
      return where(weight == 0, 0., weight * where(weight == 0, 0., difference));
    };
    return part(p, log_probs_of_1() - o->log_probs_of_1()) +
           part(q, log_probs_of_0() - o->log_probs_of_0());
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
};

Bernoulli::Bernoulli(const BernoulliParameters& parameters)
    : Distribution(make_ref<BernoulliRules>(parameters)) {}

}  // namespace aleator::distributions
