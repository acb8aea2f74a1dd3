// SPDX-License-Identifier: Apache-2.0
// Tests BatchNormalization: moments of the batch and moving ones, densities, what is trained.
#include "aleator/bijectors/batch_normalization.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/bijectors/chain.h"
#include "aleator/bijectors/exp.h"
#include "aleator/transforms/transforms.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator::bijectors {
namespace {

using Doubles = std::vector<double>;

void expect_near(const Array& a, const Array& b, double tolerance = 1e-14) {
  ASSERT_EQ(a.shape(), b.shape());
  EXPECT_LE(max(abs(a - b)).item(), tolerance);
}

// Columns have means 2 and 1, variances 1 and 4.
Array rows() { return array({{1., -1.}, {3., 3.}}); }

TEST(BatchNormalization, NormalizesByTheBatchInTraining) {
  const BatchNormalization b({.event_size = 2, .epsilon = 0.});
  expect_near(b.inverse(rows()), array({{-1., -1.}, {1., 1.}}));
  expect_near(b.inverse_log_det_jacobian(rows()), full({2}, -std::log(2.)));
  // Forward is by the moving moments, 0 and 1 at first.
  expect_near(b.forward(rows()), rows());
  EXPECT_FALSE(b.rules().is_constant_jacobian());
  const Array three_axes = reshape(stack({rows(), rows()}), {2, 2, 2});
  expect_near(b.inverse(three_axes)[0], array({{-1., -1.}, {1., 1.}}));
}

TEST(BatchNormalization, IsAnAffineMapAfterTraining) {
  const BatchNormalization training({.event_size = 2, .epsilon = 0.5});
  const BatchNormalization b = training.with_training(false);
  training.update_statistics(rows(), 0.);
  const auto variables = b.rules().parameters();
  EXPECT_EQ(variables[2].values(), (Doubles{2., 1.}));
  EXPECT_EQ(variables[3].values(), (Doubles{1., 4.}));
  training.update_statistics(rows() + 1., 0.75);
  EXPECT_EQ(variables[2].values(), (Doubles{2.25, 1.25}));
  EXPECT_EQ(variables[3].values(), (Doubles{1., 4.}));
  const Array y = array({3., -1.});
  const Array x = b.inverse(y);
  expect_near(x, array({0.75 / std::sqrt(1.5), -2.25 / std::sqrt(4.5)}));
  expect_near(b.forward(x), y);
  const double log_det = -0.5 * (std::log(1.5) + std::log(4.5));
  EXPECT_NEAR(b.inverse_log_det_jacobian(y).item(), log_det, 1e-15);
  EXPECT_NEAR(b.forward_log_det_jacobian(x).item(), -log_det, 1e-15);
  EXPECT_TRUE(b.rules().is_constant_jacobian());
}

TEST(BatchNormalization, TrainsScaleAndShift) {
  const BatchNormalization b({.event_size = 2});
  const Bijector flow = Chain({Exp(), b});
  const std::vector<Variable> trained = trainable_variables(flow);
  ASSERT_EQ(trained.size(), 2u);
  EXPECT_EQ(trained[0].name(), "gamma");
  trained[0].assign(array({-2., 0.5}));
  trained[1].assign(array({1., 0.}));
  // -2 * 0.5 has determinant 1 in absolute value.
  const Array log_det = b.inverse_log_det_jacobian(rows());
  expect_near(log_det, full({2}, -0.5 * (std::log(1.001) + std::log(4.001))));
  expect_near(mean(b.inverse(rows()), {.axes = {0}}), array({1., 0.}));
}

TEST(BatchNormalization, GradientsGoThroughMoments) {
  const BatchNormalization b({.event_size = 2, .epsilon = 0.});
  const auto total = [&](const Array& y) { return sum(b.inverse(y)); };
  expect_near(grad(total)(rows()), zeros({2, 2}));
}

TEST(BatchNormalization, SaysWhatIsWrong) {
  const BatchNormalization b({.event_size = 2});
  EXPECT_EQ(message_of([&] {
              b.inverse(ones({3, 4}));
            }),
            "BatchNormalization: the last axis must have length 2, got shape [3, 4]");
  EXPECT_EQ(message_of([&] { b.inverse(ones({2})); }),
            "BatchNormalization: moments of a batch need axes in front of the last, got shape [2]");
  EXPECT_EQ(message_of([] { BatchNormalization({.event_size = 0}); }),
            "BatchNormalization: event_size must be at least 1, got 0");
  EXPECT_EQ(message_of([] { BatchNormalization({.event_size = 1, .epsilon = -1.}); }),
            "BatchNormalization: epsilon must not be negative, got -1");
  EXPECT_EQ(message_of([&] { b.update_statistics(rows(), 2.); }),
            "BatchNormalization: momentum must be from 0 to 1, got 2");
}

}  // namespace
}  // namespace aleator::bijectors
