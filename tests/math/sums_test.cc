// SPDX-License-Identifier: Apache-2.0
// Tests sums with compensation, scans of associative operations, and diagonals of Jacobians.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator {
namespace {

/// Numbers between -1 and 1 without order.
Array scattered(const Shape& shape, double start) {
  return sin(2.3 * reshape(arange(shape.size(), float64), shape) + start);
}

TEST(ReduceKahanSum, KeepsWhatRoundingTakes) {
  // 1 + 2^-53 + ... with 4096 terms below the last bit of 1: exactly 1 + 2^-41.
  const Array x = concatenate({array({1.}), full({4096}, 0x1p-53)}, 0);
  const math::KahanSum sum = math::reduce_kahan_sum(x);
  EXPECT_EQ(sum.total.item(), 1 + 0x1p-41);
  EXPECT_EQ(sum.correction.item(), 0);
  // The large terms cancel, and come after the small one.
  const math::KahanSum late =
      math::reduce_kahan_sum(array({{1., 1e100, 1., -1e100}, {1., 2., 3., 4.}}));
  EXPECT_EQ(late.total.values(), (std::vector<double>{2, 10}));
  EXPECT_EQ(math::reduce_kahan_sum(array({1.f, 0x1p-24f, 0x1p-24f})).total.dtype(), float32);
  // What total lacks: 1 + 2^-53 rounds to 1.
  const math::KahanSum half = math::reduce_kahan_sum(array({1., 0x1p-53}));
  EXPECT_EQ(half.total.item(), 1);
  EXPECT_EQ(half.correction.item(), 0x1p-53);
  EXPECT_EQ(math::reduce_kahan_sum(array({1., HUGE_VAL})).total.item(), HUGE_VAL);
  EXPECT_EQ(math::reduce_kahan_sum(zeros({3, 0})).total.values(), zeros({3}).values());
  EXPECT_EQ(math::reduce_kahan_sum(ones({2, 3}), 0).total.shape(), Shape{3});
}

TEST(ScanAssociative, EqualsTheLoopForEveryLength) {
  // Affine maps x -> a x + b under composition, which does not commute.
  const auto compose = [](const Arrays& first, const Arrays& second) {
    return Arrays{first[0] * second[0], second[0] * first[1] + second[1]};
  };
  for (std::int64_t n = 1; n < 19; ++n) {
    const Array a = 1. + 0.5 * scattered({n, 2}, 1.), b = scattered({n, 2}, 2.);
    const Arrays scanned = math::scan_associative(compose, {a, b});
    Arrays running{a[0], b[0]};
    for (std::int64_t i = 0; i < n; ++i) {
      if (i > 0) running = compose(running, {a[i], b[i]});
      EXPECT_LT(max(abs(scanned[0][i] - running[0])).item(), 1e-12) << n << " " << i;
      EXPECT_LT(max(abs(scanned[1][i] - running[1])).item(), 1e-12) << n << " " << i;
    }
  }
}

TEST(ScanAssociative, RunsAlongAnyAxisAndUnderDerivatives) {
  const auto add = [](const Arrays& x, const Arrays& y) { return Arrays{x[0] + y[0]}; };
  const Array x = reshape(arange(0., 24.), {2, 6, 2});
  EXPECT_EQ(math::scan_associative(add, {x}, 1)[0].values(), cumulative_sum(x, 1).values());
  EXPECT_EQ(math::scan_associative(add, {zeros({0, 2})})[0].shape(), (Shape{0, 2}));
  const Array slope = grad(
      [&](const Array& v) { return sum(math::scan_associative(add, {v})[0]); })(arange(0., 5.));
  EXPECT_EQ(slope.values(), (std::vector<double>{5, 4, 3, 2, 1}));
  EXPECT_EQ(message_of([&] {
              math::scan_associative(add, {zeros({3}), zeros({4})});
            }),
            "scan_associative: arrays must have as many entries along axis 0, got shapes [3] and "
            "[4]");
}

TEST(DiagJacobian, IsThatOfTheWholeJacobian) {
  const Array mixing = array({{1., 2., 0.}, {-1., 0.5, 3.}, {0.25, 1., -2.}});
  const auto f = [&](const Array& x) { return tanh(matmul(x, mixing)) * x; };
  const Array x = scattered({4, 3}, 5.);
  const math::DiagJacobian got = math::diag_jacobian(f, x);
  EXPECT_LT(max(abs(got.value - f(x))).item(), 1e-15);
  for (std::int64_t i = 0; i < 4; ++i) {
    const Array whole = jacobian(f)(x[i]);
    for (std::int64_t k = 0; k < 3; ++k)
      EXPECT_NEAR(got.diagonal[i][k].item(), whole[k][k].item(), 1e-14);
  }
  EXPECT_EQ(
      message_of([] { math::diag_jacobian([](const Array& v) { return sum(v); }, zeros({3})); }),
      "diag_jacobian: f must keep the shape of x, [3], got []");
}

}  // namespace
}  // namespace aleator
