// SPDX-License-Identifier: Apache-2.0
// Tests long chains, threads and memory.
#include "aleator/aleator.h"

#include <cmath>
#include <fstream>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
/// Freed memory that the sanitizer holds back would count as growth.
extern "C" const char* __asan_default_options() { return "quarantine_size_mb=16"; }
#endif

namespace aleator {
namespace {

constexpr int kNumThreads = 8;

template <class F>
void in_threads(const F& f) {
  std::vector<std::thread> threads;
  for (int i = 0; i < kNumThreads; ++i) threads.emplace_back([&f, i] { f(i); });
  for (std::thread& thread : threads) thread.join();
}

Array chain(Array x, int length) {
  for (int i = 0; i < length; ++i) x = x + 1.;
  return x;
}

TEST(LongChains, InsideJitAndGrad) {
  constexpr int kLength = 200'000;
  const auto f = [](const Array& x) { return chain(x, kLength); };
  EXPECT_DOUBLE_EQ(jit(f)(0.).item(), kLength);
  EXPECT_DOUBLE_EQ(grad(f)(0.).item(), 1.);
  const auto shorter = [](const Array& x) { return chain(x, kLength / 4); };
  EXPECT_DOUBLE_EQ(vmap(shorter)(array({0., 1.})).values()[1], kLength / 4 + 1);
}

TEST(LongChains, OnAVariableAreLive) {
  Variable v(0.);
  const Array x = chain(v, 200'000);
  EXPECT_DOUBLE_EQ(x.item(), 200'000);
  v.assign(1.);
  EXPECT_DOUBLE_EQ(x.item(), 200'001);
}

TEST(LongChains, SharedInputsAreComputedOnce) {
  Array x = strong_scalar(1.);
  for (int i = 0; i < 100'000; ++i) x = 0.5 * (x + x);  // 2^100000 paths
  EXPECT_DOUBLE_EQ(x.item(), 1.);
  const auto f = [](Array y) {
    for (int i = 0; i < 1000; ++i) y = 0.5 * (y + y);
    return y;
  };
  EXPECT_DOUBLE_EQ(grad(f)(1.).item(), 1.);
}

TEST(Threads, ReadOnePendingArray) {
  for (int round = 0; round < 20; ++round) {
    const Array x = chain(array({1., 2., 3.}), 200);
    const Array y = sum(x * x);
    in_threads([&](int i) {
      if (i % 2 == 0) {
        EXPECT_DOUBLE_EQ(y.item(), 201. * 201 + 202. * 202 + 203. * 203);
      } else {
        EXPECT_DOUBLE_EQ((x + y).values()[0], 201. * 201 + 202. * 202 + 203. * 203 + 201);
      }
    });
  }
}

TEST(Threads, CallOneJittedFunction) {
  for (int round = 0; round < 10; ++round) {
    const Array weights = array({1., 2.}) * 2.;
    const auto f = jit([&](const Array& x) { return sum(weights * x); });
    const auto g = jit(vmap(grad(f)));
    in_threads([&](int i) {
      const Array x = array({1. * i, 1.});
      EXPECT_DOUBLE_EQ(f(x).item(), 2. * i + 4.);
      EXPECT_EQ(g(stack({x, x})).values(), (std::vector<double>{2., 4., 2., 4.}));
    });
  }
}

TEST(Threads, TraceAndReadVariables) {
  Variable v(array({1., 1.}));
  const Array live = v * 2.;
  in_threads([&](int i) {
    for (int k = 0; k < 20; ++k) {
      if (i == 0) v.assign(v * 1.);
      EXPECT_DOUBLE_EQ(sum(live).item(), 4.);
      EXPECT_DOUBLE_EQ(grad([&](const Array& x) { return sum(x * v); })(ones({2})).values()[0], 1.);
      EXPECT_EQ(v.shape(), (Shape{2}));
    }
  });
}

/// Resident memory in bytes; 0 where the system does not say.
std::int64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::int64_t total = 0, resident = 0;
  file >> total >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

/// 60,000 states of 8 kB would be 480 MB.
constexpr std::int64_t kMaxGrowth = std::int64_t{128} << 20;

TEST(Memory, StaysBoundedInEagerLoops) {
  Array state = zeros({1000});
  double last = 0;
  std::int64_t before = 0;
  for (int i = 0; i < 60'000; ++i) {
    if (i == 2000) before = resident_bytes();
    state = sin(state) + 1.;
    if (i % 10 == 0) last = sum(state).item();
  }
  EXPECT_GT(last, 0.);
  EXPECT_LT(resident_bytes() - before, kMaxGrowth);
}

TEST(LongChains, OperandsThatAreComputedOnTheWayLiveLongEnough) {
  // A graph is computed when it has grown long; the operands of an operation may be what does it,
  // at any length.
  Array sum_so_far = array({0., 1.});
  for (int i = 1; i <= 4200; ++i) {
    sum_so_far = sum_so_far + 1.;
    if (i < 2000) continue;
    const Array is_below = sum_so_far <= full({3, 1}, i + 0.5);
    if (i % 100 == 0) {
      EXPECT_EQ(is_below.values(), (std::vector<double>{1, 0, 1, 0, 1, 0}));
    }
  }
}

TEST(Robustness, TheSlopeOfAsinhFarOutIsTheReciprocal) {
  const auto f = [](Array x) { return asinh(x); };
  for (const double x : {1e-300, 0.5, 1., 1.5, 3e7}) {
    const double expected = 1 / std::sqrt(1 + x * x);
    EXPECT_NEAR(grad(f)(strong_scalar(x)).item() / expected, 1, 1e-15) << x;
    const double second = -x / std::pow(1 + x * x, 1.5);
    EXPECT_NEAR(grad(grad(f))(strong_scalar(-x)).item() / -second, 1, 1e-14) << x;
  }
  for (const double x : {1e200, 1e308}) {
    EXPECT_NEAR(grad(f)(strong_scalar(x)).item() * x, 1, 1e-15) << x;
    EXPECT_NEAR(grad(f)(strong_scalar(-x)).item() * x, 1, 1e-15) << x;
  }
  EXPECT_NEAR(grad(f)(strong_scalar(1e30f)).item() * 1e30, 1, 1e-6);
  for (const double end : {-HUGE_VAL, HUGE_VAL}) {
    EXPECT_EQ(grad(f)(strong_scalar(end)).item(), 0);
    EXPECT_EQ(grad(f)(strong_scalar(static_cast<float>(end))).item(), 0);
  }
}

}  // namespace
}  // namespace aleator
