// SPDX-License-Identifier: Apache-2.0
// Tests the variances of first values. Keys are fixed; an estimate fails by chance with probability
// below 1e-8 (six standard errors).
#include "tests/nn/numbers.h"
#include "tests/support/message.h"
#include "tests/support/statistics.h"

namespace aleator::nn {
namespace {

void expect_variance(const Initializer& initializer, const Shape& shape, double variance) {
  const Array drawn = initializer(Key(7), shape, float32);
  EXPECT_EQ(drawn.shape(), shape);
  EXPECT_EQ(drawn.dtype(), float32);
  const auto e = statistics::estimate(drawn.values());
  EXPECT_NEAR(e.mean, 0, statistics::kMaxDeviation * e.error_of_mean);
  EXPECT_NEAR(e.variance, variance, statistics::kMaxDeviation * e.error_of_variance);
}

TEST(Initializers, HaveTheirVariances) {
  const Shape dense{100, 300}, window{3, 3, 20, 50};
  expect_variance(glorot_normal(), dense, 2. / 400);
  expect_variance(glorot_uniform(), dense, 2. / 400);
  expect_variance(he_normal(), dense, 2. / 100);
  expect_variance(he_uniform(), window, 2. / 180);
  expect_variance(lecun_normal(), window, 1. / 180);
  expect_variance(lecun_uniform(), dense, 1. / 100);
  expect_variance(glorot_normal(), window, 2. / (9 * 70));
  expect_variance(random_normal({.stddev = 0.3}), dense, 0.09);
  expect_variance(random_uniform({.low = -0.3, .high = 0.3}), dense, 0.03);
}

TEST(Initializers, MakeOrthonormalColumnsOrRows) {
  const Array tall = orthogonal()(Key(1), {6, 4}, float64);
  expect_near(matmul(transpose(tall), tall), eye(4), 1e-14);
  const Array wide = orthogonal(2)(Key(1), {2, 2, 9}, float64);
  const Array rows = reshape(wide, {4, 9});
  expect_near(matmul(rows, transpose(rows)), 4. * eye(4), 1e-14);
  EXPECT_EQ(message_of([] { orthogonal()(Key(1), {3}, float32); }),
            "orthogonal: a parameter of at least 2 axes is required, got [3]");
}

TEST(Initializers, MakeConstants) {
  expect_near(zeros_initializer()(Key(1), {2}, float32), Numbers{0, 0}, 0);
  expect_near(ones_initializer()(Key(1), {2}, float32), Numbers{1, 1}, 0);
  expect_near(constant_initializer(array({1., 2.}))(Key(1), {2, 2}, float64), Numbers{1, 2, 1, 2},
              0);
}

}  // namespace
}  // namespace aleator::nn
