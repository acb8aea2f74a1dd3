// SPDX-License-Identifier: Apache-2.0
// Tests every closed form of a divergence between members of two families of numbers, found through
// the registry, against the integral or the sum that it stands for.
#include "aleator/aleator.h"

#include <cmath>
#include <functional>
#include <numbers>

#include <gtest/gtest.h>

#include "tests/battery/distribution_cases.h"

namespace aleator::battery {
namespace {

/// The mean of f over the distribution: of a continuous one by the tanh-sinh rule over the
/// probability of x on each side of the median, from the ends, so that heavy tails count; where x
/// rounds to an end without a density it does not.
double mean_over(const Distribution& p, const std::function<Array(const Array&)>& f) {
  if (p.rules().is_discrete()) {
    const Array k = arange(-400., 400.), mass = p.prob(k);
    return sum(where(mass > 0., mass * where(mass > 0., f(k), 0.), 0.)).item();
  }
  const double extent = 5.3;
  const std::int64_t num = 4001;
  const Array t = linspace(-extent, extent, num);
  const Array rise = std::numbers::pi * sinh(t), share = 0.5 * sigmoid(rise);
  const Array weight = (2 * extent / static_cast<double>(num - 1)) * std::numbers::pi * cosh(t) *
                       share * sigmoid(-rise);
  const auto half = [&](const Array& x) {
    const Array value = f(x);
    const Array has_density = is_finite(p.log_prob(x));
    return sum(where(has_density, weight * where(has_density, value, 0.), 0.)).item();
  };
  return half(p.quantile(share)) + half(p.quantile_complement(share));
}

class DivergenceTable : public testing::TestWithParam<DistributionCase> {};

TEST_P(DivergenceTable, IsTheMeanLogarithmOfTheRatio) {
  const Distribution p = GetParam().make();
  const Family* previous = nullptr;
  for (const DistributionCase& other : scalar_cases()) {
    if (!is_of_numbers(*other.family) || other.family == previous) continue;
    previous = other.family;
    const Distribution q = other.make();
    if (!p.has_kl_divergence(q)) continue;
    const double closed = p.kl_divergence(q).item();
    const double integral =
        mean_over(p, [&](const Array& x) { return p.log_prob(x) - q.log_prob(x); });
    if (std::isinf(closed)) {
      EXPECT_TRUE(integral > 100 || std::isinf(integral)) << other.name << " " << integral;
    } else {
      EXPECT_NEAR(closed, integral, 1e-5 * (1 + closed)) << other.name;
      EXPECT_GE(closed, -1e-12) << other.name;
    }
  }
}

/// Whether the rule applies: it takes quantiles of a density, and certain numbers have none.
bool has_means(const DistributionCase& c) {
  if (!is_of_numbers(*c.family) || c.family == &distributions::Deterministic::family) return false;
  const Distribution p = c.make();
  return p.rules().is_discrete() || p.has(Method::quantile);
}

std::vector<DistributionCase> of_numbers() {
  std::vector<DistributionCase> all;
  for (const DistributionCase& c : scalar_cases()) {
    if (has_means(c)) all.push_back(c);
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(, DivergenceTable, testing::ValuesIn(of_numbers()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace aleator::battery
