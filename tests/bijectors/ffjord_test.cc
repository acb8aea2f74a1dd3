// SPDX-License-Identifier: Apache-2.0
// Tests FFJORD on equations with known solutions, and on others against the matrix of derivatives.
#include "aleator/bijectors/ffjord.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/variable.h"
#include "aleator/linalg/solve.h"
#include "aleator/transforms/transforms.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator::bijectors {
namespace {

constexpr double kTolerance = 2e-8;  ///< of solutions whose steps have errors of 1e-10

void expect_near(const Array& a, const Array& b, double tolerance = kTolerance) {
  ASSERT_EQ(a.shape(), b.shape());
  EXPECT_LE(max(abs(a - b)).item(), tolerance);
}

math::OdeResults precise(const math::OdeProblem& problem) {
  return math::DormandPrince{{.rtol = 1e-10, .atol = 1e-10}}.solve(problem);
}

FFJORD flow(const StateTimeDerivativeFn& f,
            const TraceAugmentationFn& trace = trace_jacobian_exact) {
  return FFJORD(
      {.state_time_derivative_fn = f, .trace_augmentation_fn = trace, .ode_solve_fn = precise});
}

/// Growth by `rate` in all directions, and a turn by `angle` in the plane.
FFJORD spiral(const Array& rate, const Array& angle) {
  return flow([=](const Array&, const Array& z) {
    const Array turned = concatenate({-slice_axis(z, -1, 1, 2), slice_axis(z, -1, 0, 1)}, -1);
    return rate * z + angle * turned;
  });
}

FFJORD curved() {
  return flow([](const Array& t, const Array& z) {
    const Array weights = array({{1., -0.5, 0.2}, {0.3, 0.8, -1.}, {0.5, 0.1, -0.7}});
    return tanh(matmul(z + t, weights)) * (1. + 0.5 * t);
  });
}

TEST(FFJORD, FollowsALinearEquation) {
  const FFJORD b = spiral(0.25, 0.5);
  const Array x = array({{1., 2.}, {-0.5, 0.25}, {0., 3.}});
  const double c = std::cos(0.5), s = std::sin(0.5);
  const Array expected = std::exp(0.25) * matmul(x, array({{c, s}, {-s, c}}));
  expect_near(b.forward(x), expected);
  expect_near(b.inverse(expected), x);
  expect_near(b.forward_log_det_jacobian(x), full({3}, 0.5));
  expect_near(b.inverse_log_det_jacobian(expected), full({3}, -0.5));
  EXPECT_NEAR(b.forward_log_det_jacobian(x, 2).item(), 1.5, kTolerance);
}

TEST(FFJORD, TimesAreThoseOfTheOptions) {
  // dz/dt = 2 t z: z(3) = z(1) exp(9 - 1).
  const FFJORD b(
      {.state_time_derivative_fn = [](const Array& t, const Array& z) { return 2. * t * z; },
       .initial_time = 1.,
       .final_time = 3.,
       .ode_solve_fn = precise});
  const Array x = array({1e-3, -2e-3});
  expect_near(b.forward(x) / x, full({2}, std::exp(8.)), 1e-4);
  expect_near(b.inverse(b.forward(x)), x, 1e-9);
  EXPECT_NEAR(b.forward_log_det_jacobian(x).item(), 16., 1e-7);
}

TEST(FFJORD, DeterminantIsThatOfTheMatrixOfDerivatives) {
  const FFJORD b = curved();
  const Array x = array({0.3, -1.2, 0.7}), y = b.forward(x);
  const auto forward = [&](const Array& z) { return b.forward(z); };
  const Array derivatives = jacobian(forward)(x);
  const double expected = linalg::slogdet(derivatives).log_abs_determinant.item();
  EXPECT_NEAR(b.forward_log_det_jacobian(x).item(), expected, 1e-7);
  EXPECT_NEAR(b.inverse_log_det_jacobian(y).item(), -expected, 1e-7);
  expect_near(b.inverse(y), x);
}

TEST(FFJORD, GradientsReachWhatTheFunctionReads) {
  // y = exp(rate) R(angle) x: |y|^2 = exp(2 rate) |x|^2, and log |det| = 2 rate.
  const Array x = array({1., 2.});
  const auto of_square = [&](const Array& rate, const Array& angle) {
    return sum(square(spiral(rate, angle).forward(x)));
  };
  const auto [by_rate, by_angle] = grad(of_square)(Array(0.25), Array(0.5));
  EXPECT_NEAR(by_rate.item(), 10. * std::exp(0.5), 1e-6);
  EXPECT_NEAR(by_angle.item(), 0., 1e-6);
  const auto of_log_det = [&](const Array& rate) {
    return spiral(rate, 0.5).forward_log_det_jacobian(x);
  };
  EXPECT_NEAR(grad(of_log_det)(Array(0.25)).item(), 2., 1e-7);
  EXPECT_NEAR(jit(grad(of_log_det))(Array(0.25)).item(), 2., 1e-7);
  const auto by_start = [&](const Array& z) { return sum(curved().forward_log_det_jacobian(z)); };
  const Array start = array({0.3, -1.2, 0.7}), step = array({1e-4, 0., 0.});
  const double difference = ((by_start(start + step) - by_start(start - step)) / 2e-4).item();
  EXPECT_NEAR(grad(by_start)(start).values()[0], difference, 1e-5);
}

TEST(FFJORD, RowsAndMapsAgree) {
  const FFJORD b = curved();
  const Array rows = array({{0.3, -1.2, 0.7}, {1., 0.5, -0.25}});
  const auto each = [&](auto f) { return stack({f(rows[0]), f(rows[1])}); };
  const auto forward = [&](const Array& x) { return b.forward(x); };
  const auto log_det = [&](const Array& x) { return b.forward_log_det_jacobian(x); };
  expect_near(forward(rows), each(forward));
  expect_near(log_det(rows), each(log_det));
  expect_near(vmap(forward)(rows), each(forward));
  expect_near(jit(log_det)(rows), each(log_det));
}

TEST(FFJORD, ProbesEstimateTheTrace) {
  const Array diagonal = array({0.5, -0.25, 1.});
  const auto by_diagonal = [&](const Array&, const Array& z) { return diagonal * z; };
  const Array x = array({{1., 2., 3.}, {0., 1., -1.}});
  // Of a diagonal matrix one vector of signs finds the trace.
  const FFJORD exact = flow(by_diagonal, trace_jacobian_hutchinson({.key = Key(1)}));
  expect_near(exact.forward_log_det_jacobian(x), full({2}, 1.25));
  // Of others the mean of n has standard error |A + A'| / sqrt(2 n) off the diagonal: 4 of them are
  // exceeded once in 15,000 keys.
  const Array a = array({{1., 2.}, {0.5, -0.5}});
  const StateDerivative linear = [&](const Array& z) { return matmul(z, a); };
  constexpr std::int64_t kNumProbes = 4000;
  const auto estimate = trace_jacobian_hutchinson({.key = Key(2), .num_probes = kNumProbes});
  EXPECT_NEAR(estimate(linear, array({1., 1.})).item(), 0.5, 4 * 2.5 / std::sqrt(kNumProbes));
  EXPECT_NEAR(trace_jacobian_exact(linear, array({1., 1.})).item(), 0.5, 1e-15);
}

TEST(FFJORD, SaysWhatIsWrong) {
  const auto shorter = [](const Array&, const Array& z) { return slice_axis(z, -1, 0, 1); };
  EXPECT_EQ(message_of([&] {
              flow(shorter).forward(array({1., 2.}));
            }),
            "FFJORD: state_time_derivative_fn must return the shape of the state, [2], got [1]");
  EXPECT_EQ(message_of([] { FFJORD(FFJORDOptions{}); }),
            "FFJORD: state_time_derivative_fn is required");
  EXPECT_EQ(message_of([&] { FFJORD({.state_time_derivative_fn = shorter, .final_time = 0.}); }),
            "FFJORD: final_time must be after initial_time, got 0 and 0");
  EXPECT_EQ(message_of([] { trace_jacobian_hutchinson({.key = Key(1), .num_probes = 0}); }),
            "trace_jacobian_hutchinson: num_probes must be at least 1, got 0");
}

}  // namespace
}  // namespace aleator::bijectors
