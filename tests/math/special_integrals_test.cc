// SPDX-License-Identifier: Apache-2.0
// Tests Owen's T, Lambert's W, Dawson's and the exponential integrals, von Mises' distribution
// function, J and their compositions as operations. Values are tested with the kernels.
#include "aleator/math/special.h"

#include <cmath>
#include <limits>

#include "tests/array/support.h"

namespace aleator {
namespace {

using testing::check_derivatives;
using testing::expect_near;
using testing::message_of;
using testing::wiggle;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(SpecialIntegrals, OwensTAtItsLimits) {
  const Array h = array({0., 0., 1., -1., 1., kInf, kNan, 2., 50.}),
              a = array({1., kInf, kInf, kInf, -kInf, 1., 1., 0., 3.});
  const double half_tail = 0.5 * 0.15865525393145705;
  expect_near(owens_t(h, a),
              array({0.125, 0.25, half_tail, half_tail, -half_tail, 0., kNan, 0., 0.}), 1e-15);
  // T(h, 1) = ndtr(h) ndtr(-h) / 2.
  const Array x = array({0.1, 1., 4., 9.});
  expect_near(owens_t(x, 1.) / (0.5 * ndtr(x) * ndtr(-x)), ones_like(x), 2e-15);
}

TEST(SpecialIntegrals, LambertWInvertsAndEnds) {
  const Array x = array({-0.36787944117144233, -0.3, -1e-300, 0., 1e-5, 2.718281828459045, 1e300});
  const Array w = lambertw(x);
  EXPECT_EQ(w.values().front(), -1);
  expect_near(where(x == 0., 1., w * exp(w) / where(x == 0., 1., x)), ones_like(x), 2e-13);
  expect_near(lambertw(array({-0.36787944117144239, -1., kInf, kNan})),
              array({kNan, kNan, kInf, kNan}), 0);
  const Array y = array({1e-3, 1., 50., 1e10});
  expect_near(lambertw_winitzki_approx(y) / lambertw(y), ones_like(y), 0.02);
}

TEST(SpecialIntegrals, SlopesFarOut) {
  const auto slope = [](Array (*f)(const Array&), double x) {
    return grad([&](Array y) { return f(y); })(x).item();
  };
  EXPECT_NEAR(slope(dawsn, 1e5) * -2e10, 1, 1e-9);
  EXPECT_NEAR(slope(dawsn, 49.999) * -2 * 49.999 * 49.999 / (1 + 1.5 / 2500), 1, 1e-5);
  EXPECT_NEAR(slope(lambertw, 1e10) * 1e10, 20.028685413304952 / 21.028685413304952, 1e-14);
  EXPECT_EQ(slope(lambertw, 0), 1);
}

TEST(SpecialIntegrals, ExponentialIntegralsAtTheirLimits) {
  const Array x = array({0., kInf, -kInf, kNan, -1., 800.});
  expect_near(expint(x), array({-kInf, kInf, 0., kNan, -0.21938393439552029, kInf}), 1e-15);
  expect_near(exponential_integral_e1(x), array({kInf, 0., kNan, kNan, kNan, 0.}), 1e-15);
}

TEST(SpecialIntegrals, DigammaDifferenceKeepsDigits) {
  // digamma(a) - digamma(a + 1) = -1 / a.
  const Array a = array({1e-5, 0.3, 9.999, 10., 1e5, 1e12});
  expect_near(digamma_difference(a, 1.) * a, -ones_like(a), 2e-15);
  expect_near(digamma_difference(array({0., 1., -1., kInf}), array({1., kInf, 1., 1.})),
              array({-kInf, -kInf, kNan, 0.}), 0);
  // The derivative of lbeta by its large argument, which is about -b / a.
  const Array slope = grad([](Array b) { return lbeta(b, 2.); })(1e12);
  EXPECT_NEAR(slope.item() / (-1e-12 - 1 / (1e12 + 1)), 1, 1e-14);
}

TEST(SpecialIntegrals, ZetaMovesWithItsExponent) {
  const Array s = array({1.1, 2., 7.}), q = array({0.3, 1., 20.});
  check_derivatives([&](const Arrays& x) { return zeta(s, x[0]); }, {q});
  const double h = 1e-6;
  const Array slopes = grad([&](Array t) { return sum(zeta(t, q)); })(s);
  expect_near(slopes / ((zeta(s + h, q) - zeta(s - h, q)) / (2 * h)), ones_like(s), 1e-6);
}

TEST(SpecialIntegrals, VonMisesMovesWithItsConcentration) {
  const Array x = array({-3., -1., -0.01, 0.2, 2.5}), k = array({0.1, 4., 1e4, 30., 2.});
  const double h = 1e-6;
  const Array slopes = grad([&](Array c) { return sum(von_mises_cdf(x, c)); })(k);
  const Array differences =
      (von_mises_cdf(x, k * (1 + h)) - von_mises_cdf(x, k * (1 - h))) / (2 * h * k);
  expect_near(slopes / differences, ones_like(x), 1e-5);
  const Array density = grad([&](Array y) { return sum(von_mises_cdf(y, k)); })(x);
  expect_near(von_mises_implicit_gradient(x, k) / (-slopes / density), ones_like(x), 1e-10);
}

TEST(SpecialIntegrals, VonMisesAtItsLimits) {
  const double pi = 3.141592653589793;
  const Array x = array({-pi, pi, 0., -4., 4., 1., 1., 0.1}),
              k = array({2., 2., 2., 2., 2., -1., kInf, 1e30});
  expect_near(von_mises_cdf(x, k), array({0., 1., 0.5, 0., 1., kNan, kNan, 1.}), 1e-15);
  expect_near(von_mises_cdf(array({-1., 2.}), 0.), array({0.5 - 0.5 / pi, 0.5 + 1 / pi}), 1e-15);
}

TEST(SpecialIntegrals, BesselJAtItsLimits) {
  const Array v = array({0., 1., 0.5, 2., -1., 1., 2e6}),
              z = array({0., 0., 0., kInf, 1., -1., 1e7});
  expect_near(bessel_jv(v, z), array({1., 0., 0., 0., kNan, kNan, kNan}), 0);
  // J_1/2(z) = sqrt(2 / (pi z)) sin(z).
  const Array x = array({0.1, 3., 24., 26., 1e4});
  expect_near(bessel_jv(0.5, x), sqrt(2 / (3.141592653589793 * x)) * sin(x), 1e-15);
  const Array y = array({-2., 0., 2.});
  expect_near(bessel_j1(y), array({-0.57672480775687338, 0., 0.57672480775687338}), 1e-15);
  expect_near(grad([](Array t) { return sum(bessel_j1(t)); })(array({0., -1e-9})), array({.5, .5}),
              1e-15);
  // The longest recurrences end.
  EXPECT_TRUE(all(abs(bessel_jv(array({1e6, 999999.5}), array({2.5e3, 1e6}))) < 1.).item<bool>());
}

TEST(SpecialIntegrals, HypergeometricFunctionsThatAreElementary) {
  const Array z = array({-20., -0.9, -0.3, 1e-10, 0.4, 0.9, 0.999});
  expect_near(hyp2f1(1., 1., 2., z) / (-log1p(-z) / z), ones_like(z), 1e-13);
  expect_near(hyp2f1(0.5, 1., 1., z) * sqrt(1. - z), ones_like(z), 1e-13);
  expect_near(hyp2f1(1., 1., array({0., -2., 1., 1.}), array({0.5, 0.5, 0.9991, kNan})),
              array({kNan, kNan, kNan, kNan}), 0);
  // F(a, b; b; z) = (1 - z)^-a, and polynomials where a is 0 or negative whole.
  const auto by_a = [&](const Array& a) {
    return grad([&](Array t) { return sum(hyp2f1(t, 2.5, 2.5, z)); })(a);
  };
  const auto exact = [&](const Array& a) {
    return grad([&](Array t) { return sum(exp(-t * log1p(-z))); })(a);
  };
  for (const double a : {-2., 0., 0.75})
    expect_near(by_a(a * ones_like(z)) / exact(a * ones_like(z)), ones_like(z), 1e-12);
  EXPECT_EQ(hyp2f1(1., ones({2, 1}), ones({3}, float32), 0.5F).shape(), Shape({2, 3}));
}

TEST(SpecialIntegrals, CompiledLoopsCallTheKernels) {
  const Array z = wiggle({37});
  const auto f = [](Array x) {
    return hyp2f1(0.5, 1.5 + square(x), 2.5, 0.5 * x) + bessel_kve(1.5, 2. + x) * lambertw(2. + x);
  };
  expect_near(jit(f)(z), f(z), 4e-16);
}

TEST(SpecialIntegrals, LogCumsumExp) {
  const Array x = array({-1000., 0., 3., -kInf, 1000., 5.});
  expect_near(log_cumsum_exp(x),
              array({-1000., 0., 3 + std::log1p(std::exp(-3.)), 3 + std::log1p(std::exp(-3.)),
                     1000., 1000.}),
              1e-15);
  const Array y = wiggle({4, 3});
  expect_near(log_cumsum_exp(y, 0), log(cumulative_sum(exp(y), 0)), 1e-14);
  check_derivatives([](const Arrays& a) { return log_cumsum_exp(a[0], 0); }, {y});
}

TEST(SpecialIntegrals, SayWhatHasNoDerivative) {
  EXPECT_EQ(message_of<NotImplemented>([] { grad([](Array v) { return bessel_jv(v, 1.); })(2.); }),
            "bessel_jv: has no derivative in its first argument, the order; hold it fixed with "
            "stop_gradient");
  const auto slope = [](Array a) { return grad([](Array b) { return hyp2f1(b, 1., 2., .5); })(a); };
  EXPECT_EQ(message_of<NotImplemented>([&] { grad(slope)(2.); }),
            "hyp2f1: has no second derivatives in its first three arguments, the parameters; hold "
            "them fixed with stop_gradient");
}

}  // namespace
}  // namespace aleator
