// SPDX-License-Identifier: Apache-2.0
// Tests what every bijector promises.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/battery/bijector_cases.h"

namespace aleator::battery {
namespace {

using namespace bijectors;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// x -> cumulative sums of the last axis: an event of rank 1, with determinant 1.
struct CumulativeSumRules final : BijectorRules {
  std::string_view name() const override { return "CumulativeSum"; }
  Array forward(const Array& x) const override { return cumulative_sum(x); }
  Array inverse(const Array& y) const override {
    const Array last = slice_axis(y, -1, 0, y.dim(-1) - 1);
    return y - concatenate({zeros_like(slice_axis(y, -1, 0, 1)), last}, -1);
  }
  Array forward_log_det_jacobian(const Array& x) const override { return zeros({}, x.dtype()); }
  int forward_min_event_ndims() const override { return 1; }
  int inverse_min_event_ndims() const override { return 1; }
  bool is_constant_jacobian() const override { return true; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }
};

/// [..., 4] -> [..., 2, 2]: changes the event's rank.
struct SquareRules final : BijectorRules {
  std::string_view name() const override { return "Square"; }
  Array forward(const Array& x) const override {
    return reshape(x, x.shape().without(x.rank() - 1) + Shape{2, 2});
  }
  Array inverse(const Array& y) const override {
    return reshape(y, y.shape().slice(0, y.rank() - 2) + Shape{4});
  }
  Array forward_log_det_jacobian(const Array& x) const override { return zeros({}, x.dtype()); }
  int forward_min_event_ndims() const override { return 1; }
  int inverse_min_event_ndims() const override { return 2; }
  Shape forward_event_shape(const Shape& s) const override {
    return s.without(s.rank() - 1) + Shape{2, 2};
  }
  Shape inverse_event_shape(const Shape& s) const override {
    return s.slice(0, s.rank() - 2) + Shape{4};
  }
};

Bijector cumulative_sum_bijector() { return Bijector(make_ref<CumulativeSumRules>()); }
Bijector square_bijector() { return Bijector(make_ref<SquareRules>()); }

class BijectorBattery : public testing::TestWithParam<BijectorCase> {
 protected:
  const BijectorCase& c = GetParam();
  const Bijector& b = c.bijector;
  const Array x = array(c.points);
};

void expect_near(const Array& actual, const Array& expected, double tolerance) {
  ASSERT_EQ(actual.shape(), expected.shape());
  const std::vector<double> a = actual.values(), e = expected.values();
  for (std::size_t i = 0; i < a.size(); ++i)
    EXPECT_NEAR(a[i], e[i], tolerance * (1 + std::abs(e[i]))) << i;
}

TEST_P(BijectorBattery, InverseUndoesForward) {
  expect_near(b.inverse(b.forward(x)), x, 1e-12);
  const Bijector back = Invert(b);
  EXPECT_EQ(back.inverse(x).values(), b.forward(x).values());
}

TEST_P(BijectorBattery, LogDeterminantIsThatOfTheDerivative) {
  const Array slope = vmap(grad([&](Array one) { return b.forward(one); }))(x);
  expect_near(b.forward_log_det_jacobian(x), log(abs(slope)), 1e-11);
  const Array y = b.forward(x);
  const Array back = vmap(grad([&](Array one) { return b.inverse(one); }))(y);
  expect_near(b.inverse_log_det_jacobian(y), log(abs(back)), 1e-9);
  expect_near(b.inverse_log_det_jacobian(y), -b.forward_log_det_jacobian(x), 1e-9);
}

TEST_P(BijectorBattery, SumsLogDeterminantsOverTheEvent) {
  const Array points = broadcast_to(x, {2, 3, x.size()});
  const Array each = b.forward_log_det_jacobian(points);
  EXPECT_EQ(each.shape(), points.shape());
  EXPECT_EQ(b.forward_log_det_jacobian(points, 0).values(), each.values());
  expect_near(b.forward_log_det_jacobian(points, 1), sum(each, {.axes = {-1}}), 1e-13);
  expect_near(b.forward_log_det_jacobian(points, 3), sum(each), 1e-13);
  const Array y = b.forward(points);
  expect_near(b.inverse_log_det_jacobian(y, 2),
              sum(b.inverse_log_det_jacobian(y), {.axes = {-1, -2}}), 1e-13);
  EXPECT_EQ(b.forward_event_shape({4, 2}), (Shape{4, 2}));
  EXPECT_EQ(b.inverse_event_shape({4, 2}), (Shape{4, 2}));
}

TEST_P(BijectorBattery, KeepsDtypes) {
  for (const Array& parameter : b.rules().parameters())
    if (!parameter.is_weak()) return;  // float64 of its own
  const Array narrow = astype(array(std::vector<double>{0.5, 0.75}), float32);
  EXPECT_EQ(b.forward(narrow).dtype(), float32);
  EXPECT_EQ(b.forward_log_det_jacobian(narrow, 1).dtype(), float32);
  const Array y = b.forward(narrow);
  EXPECT_EQ(b.inverse(y).dtype(), float32);
  EXPECT_EQ(b.inverse_log_det_jacobian(y).dtype(), float32);
  EXPECT_EQ(b.forward(ones({2}, int64)).dtype(), float64);
}

TEST_P(BijectorBattery, SaysTruthfullyWhetherItIncreases) {
  EXPECT_EQ(b.rules().is_increasing(), c.is_increasing);
  if (!c.is_increasing) return;
  const std::vector<double> y = b.forward(x).values();
  for (std::size_t i = 1; i < y.size(); ++i) EXPECT_EQ(y[i] > y[i - 1], *c.is_increasing) << i;
}

TEST_P(BijectorBattery, IsConstantOnlyIfItIs) {
  if (!b.rules().is_constant_jacobian()) return;
  const std::vector<double> each = b.forward_log_det_jacobian(x).values();
  for (const double value : each) EXPECT_EQ(value, each[0]);
}

TEST_P(BijectorBattery, HasNoNaNFarOut) {
  for (const double far : {-kInfinity, -1e300, -800., -700., -60., -1e-300, 1e-300, 1e-10, 60.,
                           700., 800., 1e30, 1e300, kInfinity}) {
    if (far < c.low || far > c.high) continue;
    EXPECT_FALSE(std::isnan(b.forward(far).item())) << far;
    EXPECT_FALSE(std::isnan(b.forward_log_det_jacobian(far).item())) << far;
    const double slope =
        grad([&](Array one) { return b.forward_log_det_jacobian(one); })(far).item();
    EXPECT_FALSE(std::isnan(slope)) << far;
  }
  EXPECT_TRUE(std::isnan(b.forward(std::nan("")).item()));
}

TEST_P(BijectorBattery, VmapIsALoop) {
  const Array mapped = vmap([&](Array one) { return b.forward_log_det_jacobian(one); })(x);
  EXPECT_EQ(mapped.values(), b.forward_log_det_jacobian(x).values());
}

INSTANTIATE_TEST_SUITE_P(, BijectorBattery, testing::ValuesIn(bijector_cases()),
                         [](const auto& info) { return info.param.name; });

TEST(Bijectors, KeepDigitsInTheTails) {
  EXPECT_EQ(Exp().forward_log_det_jacobian(-800.).item(), -800);
  EXPECT_EQ(Softplus().forward_log_det_jacobian(-800.).item(), -800);
  EXPECT_DOUBLE_EQ(Softplus().forward(-700.).item(), std::exp(-700.));
  EXPECT_DOUBLE_EQ(Softplus().inverse(1e-300).item(), std::log(1e-300));
  EXPECT_EQ(Sigmoid().forward_log_det_jacobian(-800.).item(), -800);
  EXPECT_EQ(Sigmoid().forward_log_det_jacobian(800.).item(), -800);
  EXPECT_DOUBLE_EQ(Sigmoid().inverse(1e-300).item(), std::log(1e-300));
  // -log(1 - exp(-40)) is exp(-40), not the zero that 1 - exp(-40) rounds to.
  EXPECT_DOUBLE_EQ(Softplus().inverse_log_det_jacobian(40.).item(), std::exp(-40.));
  EXPECT_TRUE(std::isnan(Softplus().inverse_log_det_jacobian(-1.).item()));
}

TEST(Bijectors, CountAConstantLogDeterminantOncePerElement) {
  const Bijector scale = Scale({.scale = 2.});
  EXPECT_DOUBLE_EQ(scale.forward_log_det_jacobian(zeros({3, 4}), 2).item(), 12 * std::log(2.));
  EXPECT_EQ(scale.forward_log_det_jacobian(zeros({3, 4}), 1).shape(), Shape{3});
  // A batch of factors broadcasts.
  const Bijector batch = Scale({.scale = array({1., 2., 4.})});
  EXPECT_EQ(batch.forward(1.).shape(), Shape{3});
  EXPECT_EQ(batch.forward_log_det_jacobian(zeros({5, 3}), 1).shape(), Shape{5});
  EXPECT_NEAR(batch.forward_log_det_jacobian(zeros({5, 3}), 1).values()[4], std::log(8.), 1e-15);
}

TEST(Bijectors, ChainTakesTheSmallestEventThatFitsAll) {
  const auto ranks = [](const Bijector& b) {
    return std::pair(b.forward_min_event_ndims(), b.inverse_min_event_ndims());
  };
  const Bijector total = cumulative_sum_bijector(), square = square_bijector();
  EXPECT_EQ(ranks(Chain({Exp(), Shift(1.)})), std::pair(0, 0));
  EXPECT_EQ(ranks(Chain({total, Exp()})), std::pair(1, 1));
  EXPECT_EQ(ranks(Chain({Exp(), total})), std::pair(1, 1));
  EXPECT_EQ(ranks(Chain({square, Exp()})), std::pair(1, 2));
  EXPECT_EQ(ranks(Chain({total, square})), std::pair(1, 2));
  EXPECT_EQ(ranks(Chain({square, total, Exp()})), std::pair(1, 2));
  EXPECT_EQ(ranks(Chain({Invert(square), Exp()})), std::pair(2, 1));
  EXPECT_EQ(ranks(Chain({square, Invert(square)})), std::pair(2, 2));
  EXPECT_EQ(ranks(Chain({Invert(square), square})), std::pair(1, 1));
}

TEST(Bijectors, ChainsOfVectorsHaveTheLogDeterminantOfTheirJacobian) {
  const Bijector chain = Chain(
      {Exp(), square_bijector(), Scale({.scale = 3.}), cumulative_sum_bijector(), Softplus()});
  const Array x = array({-0.5, 0.25, 1., -2.});
  EXPECT_EQ(chain.forward_event_shape({7, 4}), (Shape{7, 2, 2}));
  EXPECT_EQ(chain.inverse_event_shape({7, 2, 2}), (Shape{7, 4}));
  const Array jacobi = jacobian([&](Array v) { return ravel(chain.forward(v)); })(x);
  double log_det = 0;  // triangular
  for (const double value : diagonal(jacobi).values()) log_det += std::log(value);
  EXPECT_NEAR(chain.forward_log_det_jacobian(x).item(), log_det, 1e-12);
  EXPECT_NEAR(chain.inverse_log_det_jacobian(chain.forward(x)).item(), -log_det, 1e-12);
  const Array batch = broadcast_to(x, {5, 3, 4});
  EXPECT_EQ(chain.forward(batch).shape(), (Shape{5, 3, 2, 2}));
  EXPECT_EQ(chain.forward_log_det_jacobian(batch).shape(), (Shape{5, 3}));
  EXPECT_EQ(chain.forward_log_det_jacobian(batch, 2).shape(), (Shape{5}));
  EXPECT_NEAR(chain.forward_log_det_jacobian(batch, 3).item(), 15 * log_det, 1e-10);
  EXPECT_EQ(chain.inverse_log_det_jacobian(chain.forward(batch), 4).shape(), Shape{});
  expect_near(chain.inverse(chain.forward(batch)), batch, 1e-13);
}

TEST(Bijectors, ParametersCarryGradients) {
  const Variable scale(strong_scalar(2.));
  const Bijector b = Chain({Exp(), Scale({.scale = scale})});
  EXPECT_EQ(trainable_variables({b.forward(1.)}).size(), 1u);
  const auto f = [](Array s) {
    return Scale({.scale = s}).forward_log_det_jacobian(zeros({3}), 1);
  };
  EXPECT_DOUBLE_EQ(grad(f)(strong_scalar(-4.)).item(), -0.75);
}

}  // namespace
}  // namespace aleator::battery
