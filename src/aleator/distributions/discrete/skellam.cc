// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/discrete/skellam.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/noncentral_chi2.h"
#include "aleator/distributions/discrete/count_sums.h"
#include "aleator/random/random.h"

#include <limits>

namespace aleator::distributions {
namespace {

constinit const Constraint kWholeNumber{
    .description = "a whole number",
    .contains = [](const Array& x) { return logical_and(floor(x) == x, is_finite(x)); },
    .is_discrete = true,
};
/// Beyond it a count has no mass in double.
constexpr double kMaxCount = 1e15;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct SkellamRules final : DistributionRules {
  explicit SkellamRules(const SkellamParameters& p)
      : DistributionRules(Skellam::family, {{"rate1", p.rate1},
                                            {"log_rate1", p.log_rate1},
                                            {"rate2", p.rate2},
                                            {"log_rate2", p.log_rate2}}) {}

  Array rate1() const {
    return has_parameter("rate1") ? parameter("rate1") : exp(parameter("log_rate1"));
  }
  Array rate2() const {
    return has_parameter("rate2") ? parameter("rate2") : exp(parameter("log_rate2"));
  }
  Array log_rate1() const {
    return has_parameter("rate1") ? log(parameter("rate1")) : parameter("log_rate1");
  }
  Array log_rate2() const {
    return has_parameter("rate2") ? log(parameter("rate2")) : parameter("log_rate2");
  }

  Array sample(const Key& key, const Shape& shape) const override {
    const auto [key1, key2] = split<2>(key);
    return random::poisson(key1, rate1(), shape) - random::poisson(key2, rate2(), shape);
  }
  // I_|k| is scaled by exp(-2 sqrt(rate1 rate2)), which completes a square.
  Array log_prob(const Array& k) const override {
    const Array is_far = abs(k) > kMaxCount, count = where(is_far, 0., k);
    const Array root1 = exp(0.5 * log_rate1()), root2 = exp(0.5 * log_rate2());
    const Array inner = 0.5 * count * (log_rate1() - log_rate2()) - square(root1 - root2) +
                        log_bessel_ive(abs(count), 2. * root1 * root2);
    return where(is_far, -kInfinity, inner);
  }
  // The count is at most k >= 0 with the probability that a noncentral chi-squared variable of 2 (k
  // + 1) degrees of freedom is above 2 rate1 (Johnson, Kotz and Kemp 1992, 4.12); for k < 0 the
  // difference is turned around.
  using Tail = Array (*)(const Array& df, const Array& noncentrality, const Array& x);
  Array tail(Tail from_zero, Tail below_zero, const Array& k) const {
    const Array count = stop_gradient(floor(k)), is_below = count < 0.;
    const Array own = where(is_below, rate1(), rate2()), other = where(is_below, rate2(), rate1());
    const Array df = 2. * where(is_below, -count, count + 1.);
    return where(is_below, below_zero(df, 2. * own, 2. * other),
                 from_zero(df, 2. * own, 2. * other));
  }
  /// A tail inside, its limits outside: beyond these counts there is no mass.
  Array inside_or(const Array& k, double below, double above, Tail from_zero,
                  Tail below_zero) const {
    const Array is_far = logical_not(abs(k) <= kMaxCount);
    const Array value = tail(from_zero, below_zero, where(is_far, 0., k));
    return where(is_nan(k), k, where(is_far, where(k < 0., below, above), value));
  }
  Array log_cdf(const Array& k) const override {
    return inside_or(k, -kInfinity, 0, log_survival_of, log_cdf_of);
  }
  Array log_survival_function(const Array& k) const override {
    return inside_or(k, 0, -kInfinity, log_cdf_of, log_survival_of);
  }
  Array cdf(const Array& k) const override { return inside_or(k, 0, 1, survival_of, cdf_of); }
  Array survival_function(const Array& k) const override {
    return inside_or(k, 1, 0, cdf_of, survival_of);
  }
  static Array cdf_of(const Array& df, const Array& nc, const Array& x) {
    return NoncentralChi2(df, nc).cdf(x);
  }
  static Array survival_of(const Array& df, const Array& nc, const Array& x) {
    return NoncentralChi2(df, nc).survival_function(x);
  }
  static Array log_cdf_of(const Array& df, const Array& nc, const Array& x) {
    return NoncentralChi2(df, nc).log_cdf(x);
  }
  static Array log_survival_of(const Array& df, const Array& nc, const Array& x) {
    return NoncentralChi2(df, nc).log_survival_function(x);
  }

  Array entropy() const override {
    return sum_over_counts(
        {.mean = mean(), .stddev = sqrt(rate1() + rate2()), .last = kInfinity, .first = -kInfinity},
        [&](const Array& k) {
          const Array log_mass = log_prob(k), has_mass = log_mass > -700.;
          return where(has_mass, -exp(log_mass) * log_mass, 0.);
        });
  }
  Array mean() const override { return rate1() - rate2(); }
  /// Within 1 of the mean, since the variable is the limit of sums of independent trials (Darroch
  /// 1964, "On the distribution of the number of successes in independent trials"); of two equal
  /// ones the smaller.
  Array mode() const override {
    const Array lower = floor(mean()), upper = lower + 1.;
    return stop_gradient(where(log_prob(upper) > log_prob(lower), upper, lower));
  }
  Array variance() const override { return rate1() + rate2(); }
};

}  // namespace

constinit const Family Skellam::family{
    .name = "Skellam",
    .parameters = {{{.name = "rate1", .constraint = &kPositive, .alternative = 1},
                    {.name = "log_rate1", .alternative = 1},
                    {.name = "rate2", .constraint = &kPositive, .alternative = 2},
                    {.name = "log_rate2", .alternative = 2}}},
    .support = &kWholeNumber,
    .is_reparameterized = false,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      SkellamParameters given;
      (p[0].name == "rate1" ? given.rate1 : given.log_rate1) = p[0].value;
      (p[1].name == "rate2" ? given.rate2 : given.log_rate2) = p[1].value;
      return Skellam(given);
    },
};

Skellam::Skellam(const SkellamParameters& parameters)
    : Distribution(make_ref<SkellamRules>(parameters)) {}

}  // namespace aleator::distributions
