// SPDX-License-Identifier: Apache-2.0
// Tests the tails of samplers: how many of 1e7 draws lie beyond quantiles that SciPy gives, about
// 100 each. A count lies 7 standard deviations off with probability 1e-9 or less.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

namespace aleator {
namespace {

constexpr std::int64_t kBlock = 1'000'000, kNumBlocks = 10;

struct Tails {
  const char* name;
  Callable<Array(const Key&)> draw;  ///< one block
  double low, high;                  ///< ends of the tails, which belong to them
  double low_probability = 1e-5, high_probability = 1e-5;
};

std::ostream& operator<<(std::ostream& out, const Tails& t) { return out << t.name; }

std::vector<Tails> continuous() {
  const Shape n{kBlock};
  return {
      {"Normal", [=](const Key& k) { return random::normal(k, n); }, -4.264890793922825,
       4.264890793922825},
      {"Exponential", [=](const Key& k) { return random::exponential(k, n); },
       1.0000050000333337e-05, 11.512925464970229},
      {"Laplace", [=](const Key& k) { return random::laplace(k, n); }, -10.819778284410283,
       10.819778284410283},
      {"Logistic", [=](const Key& k) { return random::logistic(k, n); }, -11.512915464920228,
       11.512915464920228},
      {"Gumbel", [=](const Key& k) { return random::gumbel(k, n); }, -2.443470357682056,
       11.512920464949396},
      {"Gamma", [=](const Key& k) { return random::gamma(k, 2.5, n); }, 0.01624219957771244,
       15.428094970217952},
      {"GammaBelowOne", [=](const Key& k) { return random::gamma(k, 0.3, n); },
       1.502222481645838e-17, 8.823163326464668},
      {"GammaLarge", [=](const Key& k) { return random::gamma(k, 50., n); }, 25.35546877281703,
       86.04947101806907},
      {"StudentT", [=](const Key& k) { return random::student_t(k, 4., n); }, -23.332182700829275,
       23.332182700829275},
      {"Beta", [=](const Key& k) { return random::beta(k, 2.5, 1.5, n); }, 0.007531067153289791,
       0.999794505130793},
      {"VonMises", [=](const Key& k) { return random::von_mises(k, 2., n); }, -3.1405343152771663,
       3.140534315277159},
  };
}

std::vector<Tails> discrete() {
  const Shape n{kBlock};
  const double none = -1;  // no count lies there
  return {
      {"PoissonLarge", [=](const Key& k) { return random::poisson(k, 50., n); }, 23, 83,
       1.6020383909596092e-05, 1.2207368138200358e-05},
      {"Poisson", [=](const Key& k) { return random::poisson(k, 3., n); }, none, 13, 0,
       1.6149048555924158e-05},
      {"BinomialLarge", [=](const Key& k) { return random::binomial(k, 500., 0.3, n); }, 108, 195,
       1.5207218626466745e-05, 1.0911272068123967e-05},
      {"Binomial", [=](const Key& k) { return random::binomial(k, 20., 0.3, n); }, none, 15, 0,
       4.294002195359168e-05},
      {"NegativeBinomial",
       [=](const Key& k) { return random::negative_binomial(k, 5.5, std::log(0.4 / 0.6), n); },
       none, 21, 0, 1.4960084005072862e-05},
  };
}

class TailsOfSamplers : public testing::TestWithParam<Tails> {};

TEST_P(TailsOfSamplers, HoldAsManyDrawsAsTheyShould) {
  const Tails& t = GetParam();
  const auto count = jit([&](const Key& key) {
    const Array x = t.draw(key);
    return stack({sum(x <= t.low), sum(x >= t.high)});
  });
  double low = 0, high = 0;
  for (const Key& key : split(Key(31), static_cast<int>(kNumBlocks))) {
    const std::vector<double> counts = count(key).values();
    low += counts[0];
    high += counts[1];
  }
  const double num = static_cast<double>(kBlock * kNumBlocks);
  EXPECT_NEAR(low, num * t.low_probability, 7 * std::sqrt(num * t.low_probability));
  EXPECT_NEAR(high, num * t.high_probability, 7 * std::sqrt(num * t.high_probability));
}

std::string name_of(const testing::TestParamInfo<Tails>& info) { return info.param.name; }
INSTANTIATE_TEST_SUITE_P(Continuous, TailsOfSamplers, testing::ValuesIn(continuous()), name_of);
INSTANTIATE_TEST_SUITE_P(Discrete, TailsOfSamplers, testing::ValuesIn(discrete()), name_of);

}  // namespace
}  // namespace aleator
