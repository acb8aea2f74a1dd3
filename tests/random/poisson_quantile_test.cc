// SPDX-License-Identifier: Apache-2.0
// Tests the quantiles that Poisson draws are: a draw is one of a uniform number on (0, 1), so that
// quantiles that hold for probabilities from 2^-53 to 1 - 2^-53 are tails that hold, and more draws
// would tell nothing else.
#include "aleator/random/poisson_quantile.h"

#include "aleator/aleator.h"
#include "aleator/array/ops/special.h"
#include "aleator/graph/evaluator.h"
#include "aleator/random/random.h"

#include <cmath>

#include <gtest/gtest.h>

namespace aleator {
namespace {

Array quantiles(const Array& u, const Array& rate) {
  return map_elements([](const Array& v, const Array& r) { return random::poisson_quantile(v, r); },
                      u, broadcast_to(rate, u.shape()));
}

/// Probabilities from 2^-53 to 1 - 2^-53, a few of each power of two.
Array probabilities() {
  std::vector<double> all{0.5};
  for (double p = 0x1p-53; p < 0.5; p *= 1.31) {
    all.push_back(p);
    all.push_back(1 - p);
  }
  return array(all);
}

// SciPy's poisson.ppf and isf; the last by sums with 40 digits, from which SciPy's differs by one.
TEST(PoissonQuantile, AgreesWithOtherTablesAtOneInABillion) {
  struct Row {
    double rate, low, high;
  };
  for (const Row& row : {Row{0.1, 0, 6},
                         {3, 0, 18},
                         {9.9, 0, 34},
                         {10, 0, 34},
                         {12, 0, 38},
                         {50, 14, 98},
                         {1000, 816, 1195},
                         {1e6, 994008, 1006004},
                         {1e9, 999810339, 1000189673}}) {
    const std::vector<double> k = quantiles(array({1e-9, 1 - 1e-9}), row.rate).values();
    EXPECT_EQ(k[0], row.low) << row.rate;
    EXPECT_EQ(k[1], row.high) << row.rate;
  }
}

// P(X <= k - 1) < u <= P(X <= k), of the smaller tail, within the rounding of these. Below rate 10
// probabilities are added up from 0, so that an upper tail of 1e-9 is within a millionth of itself.
TEST(PoissonQuantile, LiesWhereItsProbabilityIs) {
  const Array u = probabilities();
  for (const double rate : {1e-3, 0.7, 4., 9.99, 10., 10.5, 17., 60., 512., 1e4, 1e6, 1e8, 1e11}) {
    const Array k = quantiles(u, rate), before = maximum(k - 1., 0.);
    const Array is_first = k == 0., tail = 1. - u;
    const Array low = igammac(k + 1., rate), low_before = igammac(before + 1., rate);
    const Array high = igamma(k + 1., rate), high_before = igamma(before + 1., rate);
    const Array slack = 1e-12 + 1e-15 * std::sqrt(rate) + (rate < 10 ? 1e-15 : 0.) / tail;
    const Array is_right = where(
        u < 0.5,
        logical_and(low >= u * (1 - slack), logical_or(is_first, low_before < u * (1 + slack))),
        logical_and(high <= tail * (1 + slack),
                    logical_or(is_first, high_before > tail * (1 - slack))));
    EXPECT_TRUE(all(is_right).item<bool>()) << rate;
  }
}

// A first attempt that stands is the quantile: at random, and near the steps, where it must not.
TEST(PoissonQuantile, IsWhatFirstAttemptsAreThatStand) {
  constexpr std::int64_t kNum = 40'000;
  const Array random_u = random::uniform(Key(3), {kNum});
  for (const double rate : {2., 9.9, 10., 13., 47., 300., 1e5, 1e9}) {
    const Array k = quantiles(slice_axis(random_u, 0, 0, 2000), rate);
    const Array steps = igammac(k + 1., rate);
    const Array near = concatenate({random_u, steps * (1 - 1e-12), steps * (1 + 1e-12)}, 0);
    const Array u = minimum(near, 1 - 0x1p-53);
    const auto [first, is_done] = map_elements(
        [](const Array& v, const Array& r) {
          const random::FirstAttempt a = random::likely_poisson_quantile(v, r, {});
          return std::pair(a.draw, a.is_done);
        },
        u, broadcast_to(rate, u.shape()));
    const Array agrees = logical_or(logical_not(is_done), first == quantiles(u, rate));
    EXPECT_TRUE(all(agrees).item<bool>()) << rate;
    const Array share = mean(astype(slice_axis(is_done, 0, 0, kNum), float64));
    EXPECT_GT(share.item(), rate < 10 ? 0.94 : 0.99) << rate;
  }
}

// Draws of many are gathered where they need more than a first attempt, and shared among threads;
// those of few are not. Windows: the first block, where threads meet, and the last block, which
// begins before the end of the one before.
TEST(PoissonQuantile, DrawsAreTheSameHoweverManyAreMade) {
  constexpr std::int64_t kNum = 200'001, kWindow = 2500;
  const Array rates = 0.5 + 6e-5 * arange(kNum, float64), positions = arange(kNum, uint32);
  const Array many =
      jit([](const Array& r) { return random::poisson(Key(5), r, r.shape()); })(rates);
  const Array few = random::poisson(Key(5), slice_axis(rates, 0, 0, 300), {300});
  EXPECT_EQ(slice_axis(many, 0, 0, 300).values(), few.values());
  eval(many);
  const ReferenceOnly scope;
  for (const std::int64_t first : {0, 7000, 104'000, 190'500, 193'000, 195'500, 197'501}) {
    const auto part = [&](const Array& x) { return slice_axis(x, 0, first, first + kWindow); };
    const Array each = map_elements(
        [](const Array& at, const Array& r) {
          return random::poisson_quantile(random::Stream(Key(5), at).uniform(0), r);
        },
        part(positions), part(rates));
    EXPECT_EQ(part(many).values(), each.values()) << first;
  }
}

}  // namespace
}  // namespace aleator
