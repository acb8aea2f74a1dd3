// SPDX-License-Identifier: Apache-2.0
// Tests what transforms do to loops and branches beyond what the battery covers.
#include "aleator/aleator.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/node.h"
#include "aleator/graph/primitives.h"
#include "aleator/transforms/inspect.h"

#include <cmath>

#include <gtest/gtest.h>

namespace aleator {
namespace {

using Doubles = std::vector<double>;

TEST(ControlTransforms, HessianOfScan) {
  // s_n = x^(n + 1) by repeated products: sum over entries of x^6.
  const auto f = [](const Array& x) {
    return sum(scan([&](const Array& s, const Array&) { return std::pair(s * x, s); }, x,
                    arange(5, float64))
                   .first);
  };
  const Array h = hessian(f)(array({1., 2.}));
  EXPECT_EQ(h.values(), (Doubles{30., 0., 0., 480.}));
}

/// A scan whose stored carries need `width` doubles a step.
Array long_scan(const Array& x, std::int64_t length, std::int64_t width, bool is_reverse) {
  const Array start = broadcast_to(x, {width});
  const auto step = [&](const Array& s, const Array& entry) {
    const Array next = sin(s) * x + entry;
    return std::pair(next, mean(next) * entry);
  };
  const auto [last, results] =
      scan(step, start, arange(length, float64) / 10., {.is_reverse = is_reverse});
  return mean(last) + sum(results);
}

TEST(ControlTransforms, CheckpointedScanEqualsOneThatStoresAll) {
  // 300 steps of 2^15 doubles are over the budget of 64 MiB; all columns are equal.
  for (const bool is_reverse : {false, true}) {
    const auto narrow = [&](const Array& x) { return long_scan(x, 300, 1, is_reverse); };
    const auto wide = [&](const Array& x) { return long_scan(x, 300, 1 << 15, is_reverse); };
    EXPECT_NEAR(grad(wide)(0.9).item() / grad(narrow)(0.9).item(), 1, 1e-9);
  }
}

TEST(ControlTransforms, WhileWithABoundHasReverseMode) {
  const auto f = [](const Array& x) {
    return while_loop([](const Array& y) { return y < 100.; }, [](const Array& y) { return y * y; },
                      x, {.max_steps = 10});
  };
  EXPECT_DOUBLE_EQ(grad(f)(2.).item(), 8 * std::pow(2., 7));
  EXPECT_DOUBLE_EQ(jvp(f, 2., 1.).second.item(), 8 * std::pow(2., 7));
  EXPECT_EQ(vmap(grad(f))(array({2., 200.})).values(), (Doubles{1024., 1.}));
  EXPECT_EQ(grad([&](const Array& x) { return sum(vmap(f)(x)); })(array({2., 200.})).values(),
            (Doubles{1024., 1.}));
  EXPECT_DOUBLE_EQ(grad(grad(f))(2.).item(), 56 * std::pow(2., 6));
}

/// Rows of x are added up in twos: entries of a batch differ in x, not in the counter.
Array sum_of_rows(const Array& x) {
  struct Carry {
    Array k, total;
  };
  return while_loop(
             [](const Carry& c) { return c.k < 5; },
             [&](const Carry& c) {
               const Array row = reshape(dynamic_slice(x, {c.k, astype(0, int64)}, {1, 2}), {2});
               return Carry{c.k + 2, c.total + row};
             },
             Carry{astype(1, int64), zeros({2})})
      .total;
}

TEST(ControlTransforms, WhileOfEntriesInStepHasOneCounter) {
  const Array x = reshape(arange(3 * 6 * 2, float64), {3, 6, 2});
  Arrays alone;
  for (std::int64_t i = 0; i < 3; ++i) alone.push_back(sum_of_rows(x[i]));
  EXPECT_EQ(vmap(sum_of_rows)(x).values(), stack(alone).values());
  EXPECT_EQ(vmap(vmap(sum_of_rows))(expand_dims(x, 0)).values(), stack(alone).values());
  const ClosedFunction one = close("sum_of_rows", {{.dtype = float64, .shape = {6, 2}}},
                                   [](const Arrays& p) { return Arrays{sum_of_rows(p[0])}; });
  const Function lanes = over_lanes(one.function, 1, 3);
  for (const Node* node : lanes.nodes()) {
    if (&node->primitive != &kWhile) continue;
    EXPECT_EQ(node->types[0].shape, Shape{});
    EXPECT_EQ(node->types[1].shape, (Shape{3, 2}));
  }
  EXPECT_EQ(call_function(lanes, {x})[0].values(), stack(alone).values());
}

TEST(ControlTransforms, WhileOfABatchIsBatchedAgainWithItsMask) {
  // The number of steps differs within the inner batch alone, the factor between outer entries.
  const auto power = [](const Array& exponent, const Array& factor) {
    struct Carry {
      Array k, product;
    };
    return while_loop([&](const Carry& c) { return c.k < exponent; },
                      [&](const Carry& c) {
                        return Carry{c.k + 1., c.product * factor};
                      },
                      Carry{Array(0.), Array(1.)})
        .product;
  };
  const Array exponents = array({0., 2., 5.});
  const auto of_factor = [&](const Array& factor) {
    return vmap([&](const Array& exponent) { return power(exponent, factor); })(exponents);
  };
  EXPECT_EQ(vmap(of_factor)(array({2., 3.})).values(), (Doubles{1, 4, 32, 1, 9, 243}));
  EXPECT_EQ(vmap(jit(of_factor))(array({2., 3.})).values(), (Doubles{1, 4, 32, 1, 9, 243}));
}

TEST(ControlTransforms, WhileWithACounterThatComesToDifferHasOnePerEntry) {
  // The counter begins alike, and is added to by what differs.
  const auto f = [](const Array& step) {
    struct Carry {
      Array k, rounds;
    };
    return while_loop([](const Carry& c) { return c.k < 10.; },
                      [&](const Carry& c) {
                        return Carry{c.k + step, c.rounds + 1.};
                      },
                      Carry{Array(0.), Array(0.)})
        .rounds;
  };
  EXPECT_EQ(vmap(f)(array({1., 3., 20.})).values(), (Doubles{10., 4., 1.}));
}

TEST(ControlTransforms, BranchNotTakenLeaksNoNan) {
  const auto f = [](const Array& x) {
    return cond(
        x > 0., [](const Array& a) { return log(a) * sqrt(a); },
        [](const Array& a) { return a * 2.; }, x);
  };
  EXPECT_EQ(vmap(grad(f))(array({-1., 0., 1.})).values(), (Doubles{2., 2., 1.}));
  EXPECT_EQ(grad([&](const Array& x) { return sum(vmap(f)(x)); })(array({-1., 0., 1.})).values(),
            (Doubles{2., 2., 1.}));
  const Array second = vmap(grad(grad(f)))(array({-1., 1.}));
  EXPECT_EQ(second.values(), (Doubles{0., 0.}));
}

TEST(ControlTransforms, GuardedWhereHasFiniteGradients) {
  const auto f = [](const Array& x) {
    const Array safe = where(x > 0., x, 1.);
    return sum(where(x > 0., log(safe), 0.));
  };
  EXPECT_EQ(grad(f)(array({0., -1., 4.})).values(), (Doubles{0., 0., 0.25}));
}

TEST(ControlTransforms, StopGradient) {
  const auto f = [](const Array& x) { return x * stop_gradient(x * x); };
  EXPECT_DOUBLE_EQ(grad(f)(3.).item(), 9.);
  EXPECT_DOUBLE_EQ(jvp(f, 3., 1.).second.item(), 9.);
  EXPECT_DOUBLE_EQ(grad(grad(f))(3.).item(), 0.);
  EXPECT_EQ(vmap(grad(f))(array({1., 2.})).values(), (Doubles{1., 4.}));
}

TEST(ControlTransforms, CustomGradientInForwardModeAndHigherOrders) {
  const auto cube = custom_gradient([](const Array& x) {
    return std::pair(x * x * x, [=](const Array& ct) { return 3. * x * x * ct; });
  });
  EXPECT_DOUBLE_EQ(jvp(cube, 2., 1.).second.item(), 12.);
  EXPECT_DOUBLE_EQ(grad(grad(cube))(2.).item(), 12.);
  EXPECT_DOUBLE_EQ(jvp(grad(cube), 2., 1.).second.item(), 12.);
  EXPECT_EQ(vmap(grad(cube))(array({1., 2.})).values(), (Doubles{3., 12.}));
  EXPECT_DOUBLE_EQ(hessian(cube)(2.).item(), 12.);
}

TEST(ControlTransforms, EqualLoopsRunOnce) {
  const auto loop = [](const Array& x, double factor) {
    return fori_loop(
        0, 5, [&](Array, Array y) { return sin(y) * x * factor; }, x);
  };
  const auto num_scans = [&](double second_factor) {
    const auto f = [&](const Arrays& x) {
      return Arrays{loop(x[0], 2.) + loop(x[0], second_factor)};
    };
    const Function simple = simplify(close("f", {{.dtype = float64}}, f).function);
    int count = 0;
    for (const Node* node : simple.nodes()) count += &node->primitive == &kScan ? 1 : 0;
    return count;
  };
  EXPECT_EQ(num_scans(3.), 2);
  EXPECT_EQ(num_scans(2.), 1);
}

TEST(ControlTransforms, NestedLoopsCaptureOuterArguments) {
  const auto f = [](const Array& x) {
    return fori_loop(
        0, 3,
        [&](const Array&, const Array& s) {
          return fori_loop(
              0, 2, [&](const Array&, const Array& t) { return t * x; }, s);
        },
        Array(1.));
  };
  EXPECT_DOUBLE_EQ(f(2.).item(), 64.);
  EXPECT_DOUBLE_EQ(grad(f)(2.).item(), 6 * 32.);
  EXPECT_EQ(vmap(grad(f))(array({1., 2.})).values(), (Doubles{6., 192.}));
}

TEST(ControlTransforms, DataFreeArraysInsideDerivativesAreNoOperands) {
  // The derivative of cumulative_max builds a mask of iotas; inside jit and scan, too.
  const auto f = jit([](const Array& x) { return sum(cumulative_max(x) * x); });
  EXPECT_EQ(grad(f)(array({1., 3., 2.})).values(), (Doubles{2., 8., 3.}));
  EXPECT_EQ(vmap(grad(f))(array({{1., 3., 2.}})).values(), (Doubles{2., 8., 3.}));
}

TEST(ControlTransforms, ReadingALiteralDoesNotChangeWhatIsTraced) {
  const Array half = full({3}, 0.5);
  const Array pending = half * array({1., 2., 3.});
  EXPECT_EQ(jit([&](const Array& x) { return x * pending + half; })(ones({3})).values(),
            (Doubles{1., 1.5, 2.}));
  half.values();
  const auto pair = vmap([&](const Array& x) { return std::pair(x, half); })(array({1., 2.}));
  EXPECT_EQ(pair.second.shape(), (Shape{2, 3}));
}

}  // namespace
}  // namespace aleator
