// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/sigmoid_beta.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/beta.h"
#include "aleator/random/random.h"

namespace aleator::distributions {
namespace {

/// A function of the sigmoid z of x by its arguments where x < 0, and by 1 - z with the others
/// exchanged where not: both keep their digits.
using BetaFunction = Array (*)(const Array& a, const Array& b, const Array& z);

struct SigmoidBetaRules final : DistributionRules {
  explicit SigmoidBetaRules(const SigmoidBetaParameters& p)
      : DistributionRules(SigmoidBeta::family, {{"concentration1", p.concentration1},
                                                {"concentration0", p.concentration0}}),
        c1(parameter("concentration1")),
        c0(parameter("concentration0")) {}
  const Array c1, c0;

  Array sample(const Key& key, const Shape& shape) const override {
    const auto [key1, key0] = split<2>(key);
    return random::log_gamma(key1, c1, shape) - random::log_gamma(key0, c0, shape);
  }
  Array log_prob(const Array& x) const override {
    return c1 * log_sigmoid(x) + c0 * log_sigmoid(-x) - lbeta(c1, c0);
  }
  Array by_side(const Array& x, BetaFunction below, BetaFunction above) const {
    const Array is_below = x < 0., z = sigmoid(-abs(x));
    return where(is_below, below(c1, c0, z), above(c0, c1, z));
  }
  Array cdf(const Array& x) const override { return by_side(x, &betainc, &betaincc); }
  Array log_cdf(const Array& x) const override { return by_side(x, &log_betainc, &log_betaincc); }
  Array survival_function(const Array& x) const override { return by_side(x, &betaincc, &betainc); }
  Array log_survival_function(const Array& x) const override {
    return by_side(x, &log_betaincc, &log_betainc);
  }
  // By whichever of z and 1 - z is smaller.
  Array quantile(const Array& p) const override {
    const Array z = betaincinv(c1, c0, p), rest = betainccinv(c0, c1, p);
    const Array is_below = z < 0.5;
    const Array lower = where(is_below, z, 0.25), upper = where(is_below, 0.25, rest);
    return where(is_below, logit(lower), -logit(upper));
  }
  Array mean() const override { return digamma(c1) - digamma(c0); }
  Array variance() const override { return polygamma(1, c1) + polygamma(1, c0); }
  Array mode() const override { return log(c1) - log(c0); }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const SigmoidBetaRules*>(&other);
    if (!q) return std::nullopt;
    return Beta(c1, c0).rules().kl_divergence(Beta(q->c1, q->c0).rules());
  }
  /// The mean of -log sigmoid(x) is digamma(c1 + c0) - digamma(c1).
  Array entropy() const override {
    return lbeta(c1, c0) - c1 * digamma_difference(c1, c0) - c0 * digamma_difference(c0, c1);
  }
};

}  // namespace

constinit const Family SigmoidBeta::family{
    .name = "SigmoidBeta",
    .parameters = {{{.name = "concentration1", .constraint = &kPositive},
                    {.name = "concentration0", .constraint = &kPositive}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return SigmoidBeta({.concentration1 = p[0].value, .concentration0 = p[1].value});
    },
};

SigmoidBeta::SigmoidBeta(const SigmoidBetaParameters& parameters)
    : Distribution(make_ref<SigmoidBetaRules>(parameters)) {}

}  // namespace aleator::distributions
