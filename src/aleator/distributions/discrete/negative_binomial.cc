// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/discrete/negative_binomial.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/discrete/log_expected_ratio.h"
#include "aleator/distributions/known_equal.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

struct NegativeBinomialRules final : DistributionRules {
  explicit NegativeBinomialRules(const NegativeBinomialParameters& p)
      : DistributionRules(
            NegativeBinomial::family,
            {{"total_count", p.total_count}, {"probs", p.probs}, {"logits", p.logits}}),
        r(parameter("total_count")) {}
  const Array r;

  bool is_by_logits() const { return has_parameter("logits"); }
  Array probs() const { return is_by_logits() ? sigmoid(parameter("logits")) : parameter("probs"); }
  Array failure() const {
    return is_by_logits() ? sigmoid(-parameter("logits")) : 1. - parameter("probs");
  }
  Array logits() const { return is_by_logits() ? parameter("logits") : logit(parameter("probs")); }

  Array sample(const Key& key, const Shape& shape) const override {
    return astype(random::negative_binomial(key, r, logits(), shape), dtype());
  }
  // As of n = k + r trials with r failures, by the ratios of expected to observed counts, whose
  // logarithms nearly cancel; what depends on r alone by log Gamma.
  Array log_prob(const Array& k) const override {
    const Array is_zero = k == 0., a = where(is_zero, 1., k), n = a + r;
    const Array distance = r * probs() - a * failure(), log_n = log(n);
    const auto log_ratio = [&](const Array& p, const Array& log_p, const Array& x,
                               const Array& from) {
      return is_by_logits() ? log_expected_ratio_by_log(log_p + log_n, x, from)
                            : log_expected_ratio(where(is_zero, 1., p), log_n - log(x), x, from);
    };
    const Array ratios = a * log_ratio(probs(), log_probs(), a, distance) +
                         r * log_ratio(failure(), log_failure(), r, -distance);
    // log r less what log(r!) is more than r log(r) - r.
    const Array is_small = r < 1., small = where(is_small, r, 1.), large = where(is_small, 1., r);
    const Array of_r =
        where(is_small, log(small) - (lgamma(1. + small) - small * log(small) + small),
              0.5 * (log(large) - std::log(2 * std::numbers::pi)) - stirling_error(large));
    const Array inner =
        ratios + (stirling_error(n) - stirling_error(a)) - 0.5 * (log_n + log(a)) + of_r;
    return where(is_zero, r * log_failure(), inner);
  }
  using BetaFunction = Array (*)(const Array&, const Array&, const Array&);
  /// f(a, r, probs) or, which is the same, g(r, a, 1 - probs): by the one that is known exactly.
  Array by_smaller(BetaFunction f, BetaFunction g, const Array& a) const {
    if (!is_by_logits()) return f(a, r, parameter("probs"));
    const Array is_likely = parameter("logits") > 0;
    return where(is_likely, g(r, a, failure()), f(a, r, probs()));
  }
  template <class Tail>
  static Array tail(const Array& k, double below, double above, Tail inside) {
    const Array value = inside(stop_gradient(floor(clip(k, 0., 1e300)) + 1.));
    return where(is_nan(k), k, where(k < 0, below, where(is_inf(k), above, value)));
  }
  Array cdf(const Array& k) const override {
    return tail(k, 0, 1, [&](const Array& a) { return by_smaller(betaincc, betainc, a); });
  }
  Array survival_function(const Array& k) const override {
    return tail(k, 1, 0, [&](const Array& a) { return by_smaller(betainc, betaincc, a); });
  }
  Array log_cdf(const Array& k) const override {
    return tail(k, -std::numeric_limits<double>::infinity(), 0,
                [&](const Array& a) { return by_smaller(log_betaincc, log_betainc, a); });
  }
  Array log_survival_function(const Array& k) const override {
    return tail(k, 0, -std::numeric_limits<double>::infinity(),
                [&](const Array& a) { return by_smaller(log_betainc, log_betaincc, a); });
  }

  Array log_probs() const {
    return is_by_logits() ? log_sigmoid(parameter("logits")) : log(parameter("probs"));
  }
  Array log_failure() const {
    return is_by_logits() ? log_sigmoid(-parameter("logits")) : log1p(-parameter("probs"));
  }
  /// Of equal numbers of failures.
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const NegativeBinomialRules*>(&other);
    if (!q || !is_known_equal(r, q->r)) return std::nullopt;
    const Array successes = mean(), is_none = successes == 0.;
    return r * (log_failure() - q->log_failure()) +
           where(is_none, 0., successes * where(is_none, 0., log_probs() - q->log_probs()));
  }
  /// By log Gamma(z + r) - log Gamma(r) - log Gamma(z + 1) as an integral over t = exp(u), whose
  /// mean over z the generating function gives; the trapezoidal rule in u, where the integrand is
  /// smooth and falls fast on both sides.
  Array entropy() const override {
    constexpr std::int64_t kNum = 384;
    const Array size = mean();
    const Array low = -42. - log1p(size * (1. + r)), high = log(44. / minimum(r, 1.));
    const Array step = stop_gradient((high - low) / (kNum - 1.));
    const Dims ones(static_cast<std::size_t>(step.rank()), 1);
    const Array index = reshape(astype(arange(kNum), step.dtype()), Shape{kNum} + Shape(ones));
    const Array t = exp(stop_gradient(low) + step * index);
    const Array none = -expm1(-t);                         // 1 - exp(-t)
    const Array mass = -expm1(-r * log1p(odds() * none));  // 1 - the generating function
    // exp(-t) - exp(-r t), whichever is larger.
    const Array apart = sign(r - 1.) * exp(-minimum(r, 1.) * t) * -expm1(-abs(r - 1.) * t);
    const Array integral = sum(mass / none * apart, {.axes = {0}}) * step;
    const Array is_none = size == 0.;
    return -integral - r * log_failure() -
           where(is_none, 0., size * where(is_none, 0., log_probs()));
  }
  Array odds() const { return is_by_logits() ? exp(parameter("logits")) : probs() / failure(); }
  Array mean() const override { return r * odds(); }
  Array variance() const override { return mean() / failure(); }
  Array mode() const override { return floor(maximum(r - 1., 0.) * odds()); }
};

}  // namespace

constinit const Family NegativeBinomial::family{
    .name = "NegativeBinomial",
    .parameters = {{{.name = "total_count", .constraint = &kPositive},
                    {.name = "probs", .constraint = &kHalfOpenUnitInterval, .alternative = 1},
                    {.name = "logits", .alternative = 1}}},
    .support = &kNonnegativeInteger,
    .is_reparameterized = false,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return p[1].name == "probs"
                 ? NegativeBinomial({.total_count = p[0].value, .probs = p[1].value})
                 : NegativeBinomial({.total_count = p[0].value, .logits = p[1].value});
    },
};

NegativeBinomial::NegativeBinomial(const NegativeBinomialParameters& parameters)
    : Distribution(make_ref<NegativeBinomialRules>(parameters)) {}

}  // namespace aleator::distributions
