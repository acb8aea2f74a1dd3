// SPDX-License-Identifier: Apache-2.0
// Tests tails far beyond what draws can show, at quantiles of 1e-9 and further. Draws that are a
// closed form of one uniform number are looked at where that number is extreme: blocks of a million
// that have one below 1e-9 or above 1 - 1e-9. Draws of normal numbers are shown to be the exact
// transform of two. Rejection is exact if the density of proposals times the acceptance probability
// is the density wanted: that is compared wherever proposals lie. Draws that are made of others are
// compared with these. Poisson draws have a test of their own, of quantiles at chosen
// probabilities.
#include "aleator/aleator.h"
#include "aleator/array/ops/special.h"
#include "aleator/random/factorials.h"
#include "aleator/random/marsaglia_tsang.h"
#include "aleator/random/normal_quantile.h"
#include "aleator/random/random.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace aleator {
namespace {

constexpr std::int64_t kNum = 1'000'000;

/// Blocks found by looking at three thousand: the least and the largest uniform number.
Key key_of_least() { return fold_in(Key(99), std::int64_t{609}); }
Key key_of_largest() { return fold_in(Key(99), std::int64_t{1990}); }

struct Family {
  const char* name;
  Callable<Array(const Key&)> draw;
  /// P(X <= x), and P(X > x), each with all digits where it is small.
  double (*below)(double x);
  double (*above)(double x);
  bool is_decreasing = false;  ///< in the uniform number
};
std::ostream& operator<<(std::ostream& out, const Family& f) { return out << f.name; }

std::vector<Family> families() {
  const Shape n{kNum};
  return {
      {"Exponential", [=](const Key& k) { return random::exponential(k, n); },
       [](double x) { return -std::expm1(-x); }, [](double x) { return std::exp(-x); }, true},
      {"Laplace", [=](const Key& k) { return random::laplace(k, n); },
       [](double x) { return 0.5 * std::exp(x); }, [](double x) { return 0.5 * std::exp(-x); }},
      {"Logistic", [=](const Key& k) { return random::logistic(k, n); },
       [](double x) { return 1 / (1 + std::exp(-x)); },
       [](double x) { return 1 / (1 + std::exp(x)); }},
      {"Gumbel", [=](const Key& k) { return random::gumbel(k, n); },
       [](double x) { return std::exp(-std::exp(-x)); },
       [](double x) { return -std::expm1(-std::exp(-x)); }},
      {"Cauchy", [=](const Key& k) { return random::cauchy(k, n); },
       [](double x) { return std::atan(-1 / x) / std::numbers::pi; },
       [](double x) { return std::atan(1 / x) / std::numbers::pi; }},
      {"TruncatedNormal",
       [=](const Key& k) { return random::truncated_normal(k, -HUGE_VAL, HUGE_VAL, n); },
       [](double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); },
       [](double x) { return 0.5 * std::erfc(x / std::numbers::sqrt2); }},
  };
}

class TailsOfClosedForms : public testing::TestWithParam<Family> {};

TEST_P(TailsOfClosedForms, HoldWhereTheUniformNumberIsExtreme) {
  const Family& f = GetParam();
  const Array least = random::uniform(key_of_least(), {kNum});
  const Array largest = random::uniform(key_of_largest(), {kNum});
  const double low = min(least).item(), high = (1. - max(largest)).item();
  ASSERT_LT(low, 1e-9);
  ASSERT_LT(high, 1e-9);
  const double at_low =
      f.draw(key_of_least()).values()[static_cast<std::size_t>(argmin(least).item<std::int64_t>())];
  const double at_high =
      f.draw(key_of_largest())
          .values()[static_cast<std::size_t>(argmax(largest).item<std::int64_t>())];
  EXPECT_NEAR((f.is_decreasing ? f.above(at_low) : f.below(at_low)) / low, 1, 1e-13);
  EXPECT_NEAR((f.is_decreasing ? f.below(at_high) : f.above(at_high)) / high, 1, 1e-13);
}

std::string name_of(const testing::TestParamInfo<Family>& info) { return info.param.name; }
INSTANTIATE_TEST_SUITE_P(All, TailsOfClosedForms, testing::ValuesIn(families()), name_of);

TEST(TailsOfGeometric, HoldWhereTheUniformNumberIsExtreme) {
  const double p = 1e-3;
  for (const Key& key : {key_of_least(), key_of_largest()}) {
    const Array u = random::uniform(key, {kNum}), k = random::geometric(key, p, {kNum});
    // (1 - p)^(k + 1) < u <= (1 - p)^k.
    const Array is_right = logical_and(exp((k + 1.) * std::log1p(-p)) < u * (1 + 1e-13),
                                       exp(k * std::log1p(-p)) > u * (1 - 1e-13));
    EXPECT_TRUE(all(is_right).item<bool>());
  }
}

/// The largest of |x / y - 1|.
double distance(const Array& x, const Array& y) { return max(abs(x / y - 1.)).item(); }

// x = sqrt(-2 log u) cos(2 pi v), y the same with the sine: exact for uniform u and v.
TEST(TailsOfNormal, AreThoseOfTwoUniformNumbers) {
  const Array x = random::normal(key_of_least(), {2, kNum / 2});
  const Array u = random::uniform(key_of_least(), {2, kNum / 2});
  const auto row = [](const Array& a, std::int64_t i) {
    return reshape(slice_axis(a, 0, i, i + 1), {kNum / 2});
  };
  const Array angle = 2 * std::numbers::pi * row(u, 1);
  EXPECT_LT(distance(square(row(x, 0)) + square(row(x, 1)), -2. * log(row(u, 0))), 3e-15);
  EXPECT_LT(max(abs(atan2(row(x, 1), row(x, 0)) -
                    where(angle > std::numbers::pi, angle - 2 * std::numbers::pi, angle)))
                .item(),
            3e-15);
}

// t^2 = df (u^(-2/df) - 1) cos^2(2 pi v): Bailey (1994).
TEST(TailsOfStudentT, AreThoseOfTwoUniformNumbers) {
  for (const double df : {0.5, 4., 30.}) {
    const auto [radius, angle] = split<2>(Key(7));
    const Array t = random::student_t(Key(7), df, {kNum});
    const Array cosine = cos(2 * std::numbers::pi * random::uniform(angle, {kNum}));
    const Array growth = expm1(-2. / df * log(random::uniform(radius, {kNum})));
    const Array is_near = abs(square(t) - df * growth * square(cosine)) <=
                          df * growth * (1e-14 * square(cosine) + 1e-14 * abs(cosine) + 1e-28);
    EXPECT_TRUE(all(is_near).item<bool>()) << df;
  }
}

// The density of x times the acceptance probability is that of a gamma variable at d (1 + y)^3, up
// to a constant, wherever normal numbers lie that are made of 53 bits.
TEST(TailsOfGamma, AreExactWhateverIsProposed) {
  const Array x = linspace(-8.5, 8.5, 3401);
  for (const double a : {1., 1.3, 2.5, 20., 1000., 1e6}) {
    const double d = a - 1. / 3, c = 1 / std::sqrt(9 * d);
    const Array y = c * x, is_inside = y > -1., v = where(is_inside, 1. + y, 1.);
    const Array log_acceptance = random::log_gamma_acceptance(d, v - 1.);
    const Array draw = d * v * square(v);
    const Array wanted = (a - 1) * (log(v) * 3. - log(c)) - draw + log(3 * d * c * square(v));
    const Array excess = -0.5 * square(x) + log_acceptance - wanted;
    const Array middle = slice_axis(excess, 0, 1700, 1701);
    const double slack = 1e-12 + 1e-14 * a;
    EXPECT_LT(max(where(is_inside, abs(excess - middle), 0.)).item(), slack) << a;
    // Nothing is taken without a logarithm that would not be taken with it.
    const Array beyond = minimum(exp(log_acceptance) * (1 + 1e-12) + 1e-300, 1.);
    const Array is_wrong = logical_and(random::is_surely_accepted(beyond, x, y), beyond < 1.);
    EXPECT_FALSE(any(is_wrong).item<bool>()) << a;
    // Quantiles of 1e-9 lie inside.
    const double least = d * std::pow(std::max(0., 1 - 8.2 * c), 3),
                 most = d * std::pow(1 + 8.2 * c, 3);
    EXPECT_LT(igamma(a, least).item(), 1e-9) << a;
    EXPECT_LT(igammac(a, most).item(), 1e-9) << a;
  }
}

// The normal numbers of proposals are quantiles of uniform ones, also on both sides of the places
// where the fit ends, and in the tails, which hold their quantiles of 1e-9 and the last of 52 bits.
TEST(TailsOfGamma, AreMadeOfNormalQuantiles) {
  const Array tails = exp(linspace(std::log(0x1p-53), std::log(0.0051), 2001));
  const Array end = 0.5 - 0.5 * std::sqrt(0.98) + linspace(-1e-6, 1e-6, 2001);
  for (const Array& low : {tails, end, linspace(0.0001, 0.4999, 20001)}) {
    for (const Array& u : {low, 1. - low})
      EXPECT_LT(distance(map_elements(random::normal_quantile, u), ndtri(u)), 2e-13);
  }
}

// The bits that decide are none of those that make the proposal, and follow each other in a number
// whose first 12 bits they are.
TEST(TailsOfGamma, AreDecidedByBitsOfTheirOwn) {
  const Array place = arange(1000, uint32), number = astype(full({1000}, 2.), uint32);
  const random::Stream stream(Key(7), place);
  const auto [high, low] = random::words_at(Key(7), number, place);
  const auto [uniform, first] = stream.uniform_and_chance(number);
  const auto value = [](const Array& x) { return astype(x, float64); };
  const Array spare = floor(value(low) * 0x1p-12);
  EXPECT_EQ(max(abs(uniform - (value(high) * 0x1p-32 + (spare + 0.5) * 0x1p-52))).item(), 0);
  EXPECT_EQ(max(abs(first - (value(low) * 0x1p-12 - spare))).item(), 0);
  const Array further = stream.whole(first, number + 1) - first;
  EXPECT_GT(min(further).item(), 0);
  EXPECT_LT(max(further).item(), 0x1p-12);
}

// Below one a draw is that for a + 1 times u^(1/a): exact for uniform u, also where u is extreme.
TEST(TailsOfGamma, BelowOneAreThoseAboveTimesAPower) {
  for (const Key& key : {key_of_least(), key_of_largest()}) {
    for (const double a : {0.05, 0.3, 0.9}) {
      const Array log_draw = random::log_gamma(key, a, {kNum});
      const Array above = random::gamma(key, a + 1, {kNum});
      const Array wanted = log(above) + log(random::uniform(key, {kNum})) / a;
      EXPECT_LT(max(abs(log_draw - wanted) / (1. + abs(wanted))).item(), 1e-10) << a;
    }
  }
}

// Beta and Dirichlet draws are shares of gamma draws, which are their exact transform: the smaller
// share keeps all digits, so that its tail is that of the draws.
TEST(TailsOfBeta, AreThoseOfTwoGammaDraws) {
  for (const double a : {0.3, 2.5, 40.}) {
    const auto [key_1, key_0] = split<2>(Key(7));
    const Array x = random::gamma(key_1, a, {kNum}), y = random::gamma(key_0, 1.5, {kNum});
    EXPECT_LT(distance(random::beta(Key(7), a, 1.5, {kNum}), x / (x + y)), 1e-10) << a;
  }
}

TEST(TailsOfDirichlet, AreThoseOfGammaDraws) {
  const Array a = array({0.3, 1., 2.5, 40.});
  const Array draws = random::gamma(Key(7), a, {kNum / 4, 4});
  const Array shares = draws / sum(draws, {.axes = {-1}, .keep_dims = true});
  EXPECT_LT(distance(random::dirichlet(Key(7), a, {kNum / 4, 4}), shares), 1e-10);
}

}  // namespace
}  // namespace aleator
