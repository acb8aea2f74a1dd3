// SPDX-License-Identifier: Apache-2.0
// Tests random bits against published vectors, and random numbers against their distributions.
#include "aleator/random/random.h"

#include "aleator/aleator.h"
#include "aleator/array/ops/random_bits.h"

#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "tests/support/message.h"
#include "tests/support/statistics.h"

namespace aleator {
namespace {

using statistics::distance_to_cdf;
using statistics::largest_distance;
using Words = std::vector<std::uint32_t>;

Words threefry(Words key, Words counter) {
  const auto [x, y] = threefry2x32(strong_scalar(key[0]), strong_scalar(key[1]),
                                   strong_scalar(counter[0]), strong_scalar(counter[1]));
  return {x.item<std::uint32_t>(), y.item<std::uint32_t>()};
}

Words words_of(const Key& key) { return key.words().values<std::uint32_t>(); }

/// kat_vectors of Random123: threefry2x32, 20 rounds.
TEST(Threefry, GivesTheKnownAnswers) {
  EXPECT_EQ(threefry({0, 0}, {0, 0}), (Words{0x6b200159, 0x99ba4efe}));
  EXPECT_EQ(threefry({0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
            (Words{0x1cb996fc, 0xbb002be7}));
  EXPECT_EQ(threefry({0x13198a2e, 0x03707344}, {0x243f6a88, 0x85a308d3}),
            (Words{0xc4923a9c, 0x483df7a0}));
}

TEST(Keys, AreTheirSeed) {
  EXPECT_EQ(words_of(Key(0x0123456789abcdef)), (Words{0x01234567, 0x89abcdef}));
  EXPECT_EQ(words_of(Key(7)), (Words{0, 7}));
  EXPECT_LT(entropy_seed(), std::uint64_t{1} << 53);
  EXPECT_NE(entropy_seed(), entropy_seed());
}

/// Derived keys and bits are cipher texts of different counters, so they never coincide for one
/// key.
TEST(Keys, DerivedInAnyWayAreDistinctFromEachOtherAndFromBits) {
  const Key key(5);
  std::set<Words> seen;
  std::size_t count = 0;
  const auto add = [&](const Words& words) {
    seen.insert(words);
    ++count;
  };
  for (const Key& k : split(key, 1000)) add(words_of(k));
  for (std::int64_t i = 0; i < 1000; ++i) add(words_of(fold_in(key, i)));
  for (const std::int64_t i : {std::int64_t{1} << 32, std::int64_t{1} << 62, INT64_MAX})
    add(words_of(fold_in(key, i)));
  const std::vector<std::uint64_t> bits = random::bits64(key, {1000}).values<std::uint64_t>();
  for (const std::uint64_t b : bits)
    add({static_cast<std::uint32_t>(b >> 32), static_cast<std::uint32_t>(b)});
  EXPECT_EQ(seen.size(), count);
}

TEST(Keys, FoldInTakesAnyIntegerDtype) {
  const Words expected = words_of(fold_in(Key(1), 3));
  for (const Dtype dtype : {int32, int64, uint32, uint64})
    EXPECT_EQ(words_of(fold_in(Key(1), astype(3, dtype))), expected);
  EXPECT_NE(words_of(fold_in(Key(1), -1)), words_of(fold_in(Key(1), 1)));
  EXPECT_NE(words_of(fold_in(Key(1), 3)), words_of(fold_in(Key(2), 3)));
}

TEST(Keys, SplitsOfAPrefixAgree) {
  const std::vector<Key> few = split(Key(1), 2), many = split(Key(1), 5);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(words_of(few[i]), words_of(many[i]));
}

TEST(Keys, BatchesEqualLoops) {
  const Array seeds = arange(6);
  const auto draw = [](Array i) {
    const auto [a, b] = split<2>(fold_in(Key(9), i));
    return std::vector<Array>{random::uniform(a, {3}), random::normal(b, {2}),
                              random::poisson(fold_in(b, 1), array({0.5, 20.}), {2}),
                              random::bits64(a, {2}), random::randint(b, {2}, -3, 4)};
  };
  const std::vector<Array> batched = vmap(draw)(seeds);
  for (std::int64_t i = 0; i < 6; ++i) {
    const std::vector<Array> single = draw(i);
    for (std::size_t k = 0; k < single.size(); ++k) {
      EXPECT_EQ(slice_axis(batched[k], 0, i, i + 1).values(), single[k].values());
    }
  }
}

TEST(Bits, DoNotDependOnTheShape) {
  EXPECT_EQ(random::bits(Key(1), {6}).values<std::uint32_t>(),
            random::bits(Key(1), {2, 3}).values<std::uint32_t>());
  EXPECT_EQ(random::bits(Key(1), {}).shape(), Shape{});
  EXPECT_EQ(random::bits(Key(1), {0, 3}).shape(), (Shape{0, 3}));
  // Each of 32 bits is set as often as not.
  const Words words = random::bits(Key(2), {100'000}).values<std::uint32_t>();
  for (int bit = 0; bit < 32; ++bit) {
    double count = 0;
    for (const std::uint32_t w : words) count += w >> bit & 1;
    EXPECT_NEAR(count, 50'000, statistics::kMaxDeviation * std::sqrt(25'000.)) << bit;
  }
}

TEST(Uniform, LiesStrictlyInsideEvenForExtremeBits) {
  // What uniform makes of the smallest and the largest bits.
  EXPECT_GT((0 + 0.5) * 0x1p-52, 0);
  EXPECT_LT((0x1p52 - 1 + 0.5) * 0x1p-52, 1);
  EXPECT_LT((0x1p23f - 1 + 0.5f) * 0x1p-23f, 1.f);
  for (const Dtype dtype : {float32, float64}) {
    const Array u = random::uniform(Key(3), {1'000'000}, dtype);
    EXPECT_EQ(u.dtype(), dtype);
    EXPECT_GT(min(u).item(), 0);
    EXPECT_LT(max(u).item(), 1);
    const std::vector<double> draws = u.values();  // resolves 0.0027
    EXPECT_LT(distance_to_cdf(draws, [](double x) { return x; }), largest_distance(draws.size()));
  }
}

TEST(Normal, FollowsItsCdf) {
  const auto cdf = [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.)); };
  for (const Dtype dtype : {float32, float64}) {
    const std::vector<double> draws = random::normal(Key(4), {300'000}, dtype).values();
    EXPECT_LT(distance_to_cdf(draws, cdf), largest_distance(draws.size()));
    const statistics::Estimate e = statistics::estimate(draws);
    EXPECT_NEAR(e.mean, 0, statistics::kMaxDeviation * e.error_of_mean);
    EXPECT_NEAR(e.variance, 1, statistics::kMaxDeviation * e.error_of_variance);
  }
  // Neighbouring draws, and draws of neighbouring keys, are uncorrelated.
  const Array x = random::normal(Key(4), {100'001}), y = random::normal(Key(5), {100'000});
  const Array head = slice_axis(x, 0, 0, 100'000), tail = slice_axis(x, 0, 1, 100'001);
  EXPECT_NEAR(mean(head * tail).item(), 0, statistics::kMaxDeviation / std::sqrt(1e5));
  EXPECT_NEAR(mean(head * y).item(), 0, statistics::kMaxDeviation / std::sqrt(1e5));
}

TEST(Exponential, FollowsItsCdf) {
  for (const Dtype dtype : {float32, float64}) {
    const std::vector<double> draws = random::exponential(Key(6), {300'000}, dtype).values();
    EXPECT_LT(distance_to_cdf(draws, [](double x) { return -std::expm1(-x); }),
              largest_distance(draws.size()));
    EXPECT_GT(*std::min_element(draws.begin(), draws.end()), 0);
  }
}

TEST(Bernoulli, TakesEveryProbability) {
  const Array draws = random::bernoulli(Key(7), array({0., 1., 0.25}), {100'000, 3});
  const std::vector<double> share = mean(astype(draws, float64), {.axes = {0}}).values();
  EXPECT_EQ(share[0], 0);
  EXPECT_EQ(share[1], 1);
  EXPECT_NEAR(share[2], 0.25, statistics::kMaxDeviation * std::sqrt(0.1875 / 1e5));
}

TEST(Randint, CoversItsRange) {
  const std::vector<double> draws = random::randint(Key(8), {100'000}, -3, 4).values();
  EXPECT_EQ(*std::min_element(draws.begin(), draws.end()), -3);
  EXPECT_EQ(*std::max_element(draws.begin(), draws.end()), 3);
  EXPECT_LT(distance_to_cdf(
                draws, [](double k) { return (k + 4) / 7; }, 1),
            largest_distance(draws.size()));
  EXPECT_EQ(random::randint(Key(8), {}, 5, 6).item(), 5);
  EXPECT_EQ(message_of([] { random::randint(Key(8), {}, 5, 5); }),
            "random::randint: needs low < high, got 5 and 5");
}

/// The cdf at 0, 1, ..., by adding up the pmf from the mode's side where it does not underflow.
std::vector<double> poisson_cdf(double rate, double max_count) {
  std::vector<double> cdf;
  double total = 0;
  for (double k = 0; k <= max_count; ++k) {
    total += rate == 0 ? k == 0 : std::exp(k * std::log(rate) - rate - std::lgamma(k + 1));
    cdf.push_back(total);
  }
  return cdf;
}

TEST(Poisson, FollowsItsCdf) {
  for (const double rate : {0., 1e-3, 0.5, 9.99, 10., 100., 1e6}) {
    const std::vector<double> draws =
        random::poisson(Key(10), rate, {50'000}).values();  // resolves 0.012
    const std::vector<double> cdf = poisson_cdf(rate, rate + 40 + 12 * std::sqrt(rate));
    const auto at = [&](double k) { return k < 0 ? 0. : cdf.at(static_cast<std::size_t>(k)); };
    EXPECT_LT(distance_to_cdf(draws, at, 1), largest_distance(draws.size())) << rate;
    const statistics::Estimate e = statistics::estimate(draws);
    EXPECT_NEAR(e.mean, rate, statistics::kMaxDeviation * std::sqrt(rate / 5e4)) << rate;
    for (const double k : draws) ASSERT_TRUE(k >= 0 && k == std::floor(k)) << rate;
  }
}

/// Chi-square over the counts that are expected at least 50 times.
TEST(Poisson, FollowsItsPmf) {
  for (const double rate : {3.5, 12., 40.}) {
    const std::vector<double> draws = random::poisson(Key(12), rate, {100'000}).values();
    const std::vector<double> cdf = poisson_cdf(rate, 200);
    double chi_square = 0, num_cells = -1;
    for (std::size_t k = 0; k < cdf.size(); ++k) {
      const double expected = 1e5 * (cdf[k] - (k ? cdf[k - 1] : 0));
      if (expected < 50) continue;
      const auto observed =
          static_cast<double>(std::count(draws.begin(), draws.end(), static_cast<double>(k)));
      chi_square += (observed - expected) * (observed - expected) / expected;
      ++num_cells;
    }
    // Wilson and Hilferty: the cube root is nearly normal; 5.2 sd is 1e-7.
    const double v = 2 / (9 * num_cells);
    EXPECT_LT(std::cbrt(chi_square / num_cells), 1 - v + 5.2 * std::sqrt(v)) << rate;
  }
}

TEST(Poisson, IsNaNForRatesThatAreNone) {
  const Array rates = array({-1., std::nan(""), std::numeric_limits<double>::infinity(), 2.});
  const std::vector<double> draws = random::poisson(Key(11), rates, {4}).values();
  for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(std::isnan(draws[i])) << i;
  EXPECT_GE(draws[3], 0);
  EXPECT_EQ(random::poisson(Key(1), strong_scalar(2.f), {3}).dtype(), float32);
  EXPECT_EQ(random::poisson(Key(1), array({1, 2}), {2}).dtype(), float64);
  EXPECT_EQ(random::poisson(Key(1), 2., {0}).shape(), Shape{0});
}

TEST(Random, Messages) {
  EXPECT_EQ(message_of([] { Key(zeros({3}, uint32)); }),
            "Key: needs uint32[2], got uint32[3]; make keys with Key(seed), split or fold_in");
  EXPECT_EQ(message_of([] {
              fold_in(Key(1), array({1, 2}));
            }),
            "fold_in: needs an integer scalar, got int32[2]");
  EXPECT_EQ(message_of([] { fold_in(Key(1), 1.5); }),
            "fold_in: needs an integer scalar, got float64~[]");
  EXPECT_EQ(message_of([] { random::uniform(Key(1), {}, int64); }),
            "random::uniform: needs a floating dtype, got int64");
}

}  // namespace
}  // namespace aleator
