// SPDX-License-Identifier: Apache-2.0
// Tests the Bessel functions as operations: derivatives, limits, compositions. Values are tested
// with the kernels.
#include "aleator/math/special.h"

#include <cmath>
#include <limits>

#include "tests/array/support.h"

namespace aleator {
namespace {

using testing::check_derivatives;
using testing::expect_near;
using testing::message_of;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

using Function = Array (*)(const Array&, const Array&);

TEST(Bessel, MoveWithTheirOrders) {
  const Array v = array({0.01, 0.6, 3., 25., 90., 4.}), z = array({0.3, 20., 5., 31., 7., 500.});
  const double h = 1e-6;
  const Array up = v * (1. + h), down = v * (1. - h);
  for (const Function f :
       {Function(bessel_ive), Function(log_bessel_ive), Function(bessel_kve),
        Function(log_bessel_kve), Function(bessel_iv_ratio), Function(log_bessel_ive_gradient_z),
        Function(log_bessel_kve_gradient_z)}) {
    const Array slopes = grad([&](Array order) { return sum(f(order, z)); })(v);
    const Array differences = (f(up, z) - f(down, z)) / (2. * h * v);
    expect_near(slopes / differences, ones_like(v), 5e-6);
  }
}

TEST(Bessel, HalfIntegerOrdersAreElementary) {
  const Array z = array({1e-8, 0.3, 1., 7., 60., 1e4});
  expect_near(bessel_kve(0.5, z) / sqrt(1.5707963267948966 / z), ones_like(z), 2e-15);
  expect_near(bessel_ive(0.5, z) / (-expm1(-2. * z) / sqrt(6.283185307179586 * z)), ones_like(z),
              2e-15);
}

TEST(Bessel, AgreeWithTheirWronskian) {
  const Array v = array({0.5, 1.5, 10.5, 39., 150.}), z = array({0.2, 50., 39., 10., 3.});
  const Array above = bessel_ive(v + 1., z), below = bessel_ive(v, z);
  expect_near(z * (below * bessel_kve(v + 1., z) + above * bessel_kve(v, z)), ones_like(v), 1e-13);
  expect_near(bessel_iv_ratio(v + 1., z) / (above / below), ones_like(v), 1e-13);
}

TEST(Bessel, AtTheirLimits) {
  const Array v = array({0., 1., 2.5, kInf, 1., -1., 1., kNan}),
              z = array({0., 0., 0., 1., kInf, 1., -1., 1.});
  expect_near(bessel_ive(v, z), array({1., 0., 0., 0., 0., kNan, kNan, kNan}), 0);
  expect_near(log_bessel_ive(v, z), array({0., -kInf, -kInf, -kInf, -kInf, kNan, kNan, kNan}), 0);
  expect_near(bessel_kve(v, z), array({kInf, kInf, kInf, kInf, 0., kNan, kNan, kNan}), 0);
  expect_near(bessel_iv_ratio(v, z), array({kInf, 0., 0., 0., 1., kNan, kNan, kNan}), 0);
  expect_near(grad([&](Array x) {
                return sum(bessel_ive(array({0., 1., 2., 0.5}), x));
              })(zeros({4})),
              array({-1., 0.5, 0., kInf}), 0);
}

TEST(Bessel, SlopeOfTheRatio) {
  const auto slope = [](double v, double z) {
    return grad([&](Array x) { return bessel_iv_ratio(v, x); })(z).item();
  };
  // I_1 / I_0 = 1 - 1 / (2z) - 1 / (8z^2) - 1 / (8z^3) - ..., z / 2 - z^3 / 16 + ...
  EXPECT_NEAR(slope(1, 1e4) * 2e8 / (1 + 0.5e-4 + 0.75e-8), 1, 1e-11);
  EXPECT_NEAR(slope(1, 1e-3), 0.5 - 3e-6 / 16, 1e-12);
  EXPECT_EQ(slope(1, 0), 0.5);
  // I_1/2 / I_-1/2 = tanh.
  EXPECT_NEAR(slope(0.5, 2), 1 / (std::cosh(2.) * std::cosh(2.)), 1e-15);
}

TEST(Bessel, NothingHangsFarOut) {
  const Array extreme = array({5e-324, 1e-308, 1e-20, 1., 39., 1e6, 1e20, 1e155, 1e308});
  for (const Array& z : {extreme, reverse(extreme, {0})}) {
    for (const Function f :
         {Function(log_bessel_ive), Function(log_bessel_kve), Function(log_bessel_ive_gradient_v),
          Function(bessel_iv_ratio), Function(log_bessel_kve_gradient_v),
          Function(log_bessel_ive_gradient_z), Function(log_bessel_kve_gradient_z)})
      EXPECT_FALSE(any(is_nan(f(extreme, z))).item<bool>());
  }
}

TEST(Bessel, OfIntegerOrderAtAnyRealArgument) {
  const Array x = array({-2., -0.5, 0., 0.5, 2.});
  expect_near(
      bessel_i0(x),
      array({2.2795853023360673, 1.0634833707413236, 1., 1.0634833707413236, 2.2795853023360673}),
      1e-15);
  expect_near(bessel_i1(x),
              array({-1.5906368546373291, -0.25789430539089632, 0., 0.25789430539089632,
                     1.5906368546373291}),
              1e-15);
  expect_near(grad([](Array y) { return sum(bessel_i1(y)); })(array({0., -1e-9})),
              array({0.5, 0.5}), 1e-15);
  EXPECT_NEAR(bessel_k0(1.).item(), 0.42102443824070833, 1e-15);
  EXPECT_NEAR(bessel_k1(1.).item(), 0.60190723019723457, 1e-15);
  EXPECT_NEAR(bessel_iv(0., 713.).item() / 1.0e308,
              bessel_i0e(713.).item() * std::exp(713 - 709.) * (std::exp(709.) / 1e308), 1e-9);
}

TEST(Bessel, HaveNoSecondDerivativeByTheOrder) {
  EXPECT_EQ(
      message_of<NotImplemented>(
          [] { grad(grad([](Array v) { return log_bessel_ive(v, 1.); }))(2.); }),
      "log_bessel_ive_gradient_v: has no derivative in its first argument, the order; hold it "
      "fixed with stop_gradient");
}

}  // namespace
}  // namespace aleator
