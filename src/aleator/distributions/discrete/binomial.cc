// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/discrete/binomial.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/discrete/bernoulli.h"
#include "aleator/distributions/discrete/count_sums.h"
#include "aleator/distributions/discrete/log_expected_ratio.h"
#include "aleator/distributions/known_equal.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

struct BinomialRules final : DistributionRules {
  explicit BinomialRules(const BinomialParameters& p)
      : DistributionRules(
            Binomial::family,
            {{"total_count", p.total_count}, {"probs", p.probs}, {"logits", p.logits}}),
        n(parameter("total_count")) {}
  const Array n;

  bool is_by_logits() const { return has_parameter("logits"); }
  Array probs() const { return is_by_logits() ? sigmoid(parameter("logits")) : parameter("probs"); }
  Array failure() const {
    return is_by_logits() ? sigmoid(-parameter("logits")) : 1. - parameter("probs");
  }

  std::optional<Array> is_in_support(const Array& k) const override {
    return logical_and(kNonnegativeInteger.contains(k), k <= n);
  }
  Array largest() const override { return n; }
  Array inside() const override { return mode(); }

  Array sample(const Key& key, const Shape& shape) const override {
    return astype(random::binomial(key, n, probs(), shape), dtype());
  }
  Array log_success() const {
    return is_by_logits() ? log_sigmoid(parameter("logits")) : log_of_parameter(parameter("probs"));
  }
  Array log_failure() const {
    if (is_by_logits()) return log_sigmoid(-parameter("logits"));
    const Array& p = parameter("probs");
    return log1p(-where(p == 1., stop_gradient(p), p));
  }
  // By the ratios of expected to observed counts, whose logarithms nearly cancel, as in Loader
  // (2000), "Fast and accurate computation of binomial probabilities".
  Array log_prob(const Array& k) const override {
    const Array is_none = k == 0., is_all = k == n, is_end = logical_or(is_none, is_all);
    const Array a = where(is_end, 1., k), b = where(is_end, 1., n - k);
    const Array trials = maximum(n, 1.), log_trials = log(trials);
    const Array distance = where(is_end, 0., trials * probs() - a);
    const auto log_ratio = [&](const Array& p, const Array& log_p, const Array& x,
                               const Array& from) {
      return is_by_logits()
                 ? log_expected_ratio_by_log(log_p + log_trials, x, from)
                 : log_expected_ratio(where(is_end, 1., p), log_trials - log(x), x, from);
    };
    const Array ratios = a * log_ratio(probs(), log_success(), a, distance) +
                         b * log_ratio(failure(), log_failure(), b, -distance);
    const Array inner =
        ratios - stirling_error(a) - stirling_error(b) - 0.5 * (log(a) + log(b)) +
        (stirling_error(trials) + 0.5 * (log_trials - std::log(2 * std::numbers::pi)));
    // All trials alike; what is impossible does not spoil slopes of what is not.
    const Array log_each =
        where(is_none, log_failure(), where(is_all, log_success(), zeros_like(k)));
    return where(is_end, n * where(n == 0., 0., log_each), inner);
  }
  using BetaFunction = Array (*)(const Array&, const Array&, const Array&);
  /// f(a, b, probs) or, which is the same, g(b, a, 1 - probs): by the one that is known exactly.
  Array by_smaller(BetaFunction f, BetaFunction g, const Array& a, const Array& b) const {
    if (!is_by_logits()) return f(a, b, parameter("probs"));
    const Array is_likely = parameter("logits") > 0;
    return where(is_likely, g(b, a, failure()), f(a, b, probs()));
  }
  /// A tail inside, its limits outside.
  template <class Tail>
  Array tail(const Array& k, double below, double above, Tail inside) const {
    const Array count = stop_gradient(floor(clip(k, 0., maximum(n - 1., 0.))));
    const Array trials = maximum(n, 1.);
    const Array value = inside(count + 1., maximum(trials - count, 1.));
    return where(is_nan(k), k, where(k < 0, below, where(k >= n, above, value)));
  }
  Array cdf(const Array& k) const override {
    return tail(k, 0, 1, [&](const Array& a, const Array& b) {
      return by_smaller(betaincc, betainc, a, b);
    });
  }
  Array survival_function(const Array& k) const override {
    return tail(k, 1, 0, [&](const Array& a, const Array& b) {
      return by_smaller(betainc, betaincc, a, b);
    });
  }
  Array log_cdf(const Array& k) const override {
    return tail(k, -std::numeric_limits<double>::infinity(), 0,
                [&](const Array& a, const Array& b) {
                  return by_smaller(log_betaincc, log_betainc, a, b);
                });
  }
  Array log_survival_function(const Array& k) const override {
    return tail(k, 0, -std::numeric_limits<double>::infinity(),
                [&](const Array& a, const Array& b) {
                  return by_smaller(log_betainc, log_betaincc, a, b);
                });
  }

  Array mean() const override { return n * probs(); }
  /// Of equal numbers of trials: that of one trial, so many times.
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const BinomialRules*>(&other);
    if (!q || !is_known_equal(n, q->n)) return std::nullopt;
    const bool is_by_two_logits = is_by_logits() && q->is_by_logits();
    const auto trial = [&](const BinomialRules& d) {
      return is_by_two_logits ? Bernoulli({.logits = d.parameter("logits")})
                              : Bernoulli({.probs = d.probs()});
    };
    return n * trial(*this).kl_divergence(trial(*q));
  }
  Array variance() const override { return n * probs() * failure(); }
  Array entropy() const override {
    return sum_over_counts({mean(), stddev(), n}, [&](const Array& k) {
      const Array log_density = log_prob(k);
      const Array has_mass = log_density > -700.;
      return where(has_mass, -exp(log_density) * where(has_mass, log_density, 0.), 0.);
    });
  }
  Array mode() const override { return minimum(floor((n + 1.) * probs()), n); }
};

}  // namespace

constinit const Family Binomial::family{
    .name = "Binomial",
    .parameters = {{{.name = "total_count", .constraint = &kNonnegativeInteger},
                    {.name = "probs", .constraint = &kUnitInterval, .alternative = 1},
                    {.name = "logits", .alternative = 1}}},
    .support = &kNonnegativeInteger,
    .is_reparameterized = false,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return p[1].name == "probs" ? Binomial({.total_count = p[0].value, .probs = p[1].value})
                                  : Binomial({.total_count = p[0].value, .logits = p[1].value});
    },
};

Binomial::Binomial(const BinomialParameters& parameters)
    : Distribution(make_ref<BinomialRules>(parameters)) {}

}  // namespace aleator::distributions
