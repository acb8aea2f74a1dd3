// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/discrete/beta_binomial.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/discrete/beta_binomial_means.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <limits>

namespace aleator::distributions {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::int64_t kMaxSteps = 30'000'000;

Array log_mass(const Array& n, const Array& a, const Array& b, const Array& k) {
  return log_binomial_coefficient(n, k) + lbeta(k + a, n - k + b) - lbeta(a, b);
}

/// The probabilities of k, k - 1, ..., 0, over that of k, and their sums: of themselves, and times
/// the changes of their logarithms' slopes in a and b.
struct Terms {
  Array k, term, in_a, in_b, total, sum_a, sum_b;
};
struct Tail {
  Array log_value, slope_a, slope_b;
};

/// log P(K <= k) and its derivatives by a and b, of numbers.
Tail lower_tail(const Array& n, const Array& a, const Array& b, const Array& k) {
  // Where the mass has one hill terms fall from some k on, and the rest of them is known to be
  // small.
  const Array has_hill = logical_and(a >= 1., b >= 1.);
  const auto goes_on = [&](const Terms& t) {
    const Array is_small = logical_and(has_hill, t.term * (1. + t.k) < 1e-18 * t.total);
    return logical_and(t.k > 0., logical_not(is_small));
  };
  const auto step = [&](const Terms& t) {
    const Array ratio = t.k * (b + n - t.k) / ((n - t.k + 1.) * (a + t.k - 1.));
    const Array term = t.term * ratio;
    const Array in_a = t.in_a - 1. / (a + t.k - 1.), in_b = t.in_b + 1. / (b + n - t.k);
    return Terms{
        t.k - 1., term, in_a, in_b, t.total + term, t.sum_a + term * in_a, t.sum_b + term * in_b};
  };
  const Array one = ones_like(a), zero = zeros_like(a);
  const Terms end = while_loop(goes_on, step, Terms{k, one, zero, zero, one, zero, zero},
                               {.max_steps = kMaxSteps});
  const Array of_sum = digamma(a + b) - digamma(n + a + b);
  return {log_mass(n, a, b, k) + log(end.total),
          digamma(k + a) - digamma(a) + of_sum + end.sum_a / end.total,
          digamma(n - k + b) - digamma(b) + of_sum + end.sum_b / end.total};
}

/// log P(K <= k) for 0 <= k < n at every position, with derivatives of order one.
Array log_lower_tail(const Array& n, const Array& a, const Array& b, const Array& k) {
  const auto fixed = [](const Array& x) { return stop_gradient(astype(x, float64)); };
  const Tail t = map_elements(lower_tail, fixed(n), fixed(a), fixed(b), fixed(k));
  const Array value = minimum(t.log_value, 0.) + t.slope_a * (a - stop_gradient(a)) +
                      t.slope_b * (b - stop_gradient(b));
  return astype(value, (a + b).dtype());
}

struct BetaBinomialRules final : DistributionRules {
  BetaBinomialRules(const Array& total_count, const Array& concentration1,
                    const Array& concentration0)
      : DistributionRules(BetaBinomial::family, {{"total_count", total_count},
                                                 {"concentration1", concentration1},
                                                 {"concentration0", concentration0}}),
        n(parameter("total_count")),
        a(parameter("concentration1")),
        b(parameter("concentration0")) {}
  const Array n, a, b;

  std::optional<Array> is_in_support(const Array& k) const override {
    return logical_and(kNonnegativeInteger.contains(k), k <= n);
  }
  Array largest() const override { return n; }

  Array sample(const Key& key, const Shape& shape) const override {
    const auto [key_p, key_k] = split<2>(key);
    const Array p = random::beta(key_p, astype(a, float64), b, shape);
    return astype(random::binomial(key_k, n, p, shape), dtype());
  }
  Array log_prob(const Array& k) const override { return log_mass(n, a, b, k); }

  /// The tail that is likely the smaller one: below the mean the lower one. The other end of the
  /// numbers has the parameters exchanged.
  struct Smaller {
    Array is_lower, log_value;
  };
  Smaller smaller_tail(const Array& k) const {
    const Array count = stop_gradient(floor(clip(k, 0., maximum(n - 1., 0.))));
    const Array is_lower = count < stop_gradient(mean());
    const Array own = where(is_lower, a, b), other = where(is_lower, b, a);
    const Array from_end = maximum(where(is_lower, count, n - 1. - count), 0.);
    return {is_lower, log_lower_tail(n, own, other, from_end)};
  }
  /// The limits outside: below 0, and from the last number on.
  Array inside_or(const Array& k, double below, double above, const Array& inside) const {
    return where(is_nan(k), k, where(k < 0, below, where(k >= n, above, inside)));
  }
  static Array log_complement(const Array& log_value) {
    return log1p(-minimum(exp(log_value), 1 - 0x1p-53));
  }
  Array cdf(const Array& k) const override {
    const auto [is_lower, log_value] = smaller_tail(k);
    const Array p = exp(log_value);
    return inside_or(k, 0, 1, where(is_lower, p, 1. - p));
  }
  Array survival_function(const Array& k) const override {
    const auto [is_lower, log_value] = smaller_tail(k);
    const Array p = exp(log_value);
    return inside_or(k, 1, 0, where(is_lower, 1. - p, p));
  }
  Array log_cdf(const Array& k) const override {
    const auto [is_lower, log_value] = smaller_tail(k);
    return inside_or(k, -kInfinity, 0, where(is_lower, log_value, log_complement(log_value)));
  }
  Array log_survival_function(const Array& k) const override {
    const auto [is_lower, log_value] = smaller_tail(k);
    return inside_or(k, 0, -kInfinity, where(is_lower, log_complement(log_value), log_value));
  }

  /// Ratios of neighbours fall through 1 at one number, or rise, and then an end is the mode.
  Array mode() const override {
    const Array excess = a + b - 2., has_hill = excess > 0.;
    const Array top = floor((n + 1.) * (a - 1.) / where(has_hill, excess, 1.));
    return where(has_hill, clip(top, 0., n), where(a > b, n, 0.));
  }
  Array mean() const override { return n * a / (a + b); }
  Array entropy() const override {
    return mean_log_factorial_ratio(n, a, b) + mean_log_factorial_ratio(n, b, a) -
           log_factorial_ratio(n, a + b);
  }
  Array variance() const override {
    const Array sum = a + b;
    return n * (a / sum) * (b / sum) * (sum + n) / (sum + 1.);
  }
};

}  // namespace

constinit const Family BetaBinomial::family{
    .name = "BetaBinomial",
    .parameters = {{{.name = "total_count", .constraint = &kNonnegativeInteger},
                    {.name = "concentration1", .constraint = &kPositive},
                    {.name = "concentration0", .constraint = &kPositive}}},
    .support = &kNonnegativeInteger,
    .is_reparameterized = false,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return BetaBinomial(p[0].value, p[1].value, p[2].value);
    },
};

BetaBinomial::BetaBinomial(const Array& total_count, const Array& concentration1,
                           const Array& concentration0)
    : Distribution(make_ref<BetaBinomialRules>(total_count, concentration1, concentration0)) {}

}  // namespace aleator::distributions
