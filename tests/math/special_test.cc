// SPDX-License-Identifier: Apache-2.0
// Tests the special functions as operations: their derivatives, also where compositions would give
// NaN. Values are tested with the kernels.
#include <limits>

#include "tests/array/support.h"

namespace aleator {
namespace {

using testing::check_derivatives;
using testing::check_vmap;
using testing::expect_near;
using testing::message_of;
using testing::Oracle;
using testing::wiggle;

constexpr double kInf = std::numeric_limits<double>::infinity();

Array slope(const testing::Operation& f, const Array& x) {
  return grad([&](Array y) { return sum(f({y})); })(x);
}

TEST(Special, Slopes) {
  const Oracle o("special");
  const auto check = [&](const char* name, Array (*f)(const Array&)) {
    SCOPED_TRACE(name);
    const Array expected = o(text(name, "_slope"));
    const Array actual = slope([&](const Arrays& a) { return f(a[0]); }, o(name));
    expect_near(actual / expected, ones_like(expected), 2e-12);
  };
  check("lgamma", lgamma);
  check("digamma", digamma);
  check("erf", erf);
  check("erfcx", erfcx);
  check("ndtr", ndtr);
  check("log_ndtr", log_ndtr);
  check("ndtri", ndtri);
  check("softplus", softplus);
  check("log1mexp", log1mexp);
}

TEST(Special, DerivativesOfUnaryFunctions) {
  const Array x = wiggle({7}), p = 0.5 + 0.4 * x, positive = 2. + x;
  const auto check = [](Array (*f)(const Array&), const Array& at) {
    check_derivatives([&](const Arrays& a) { return f(a[0]); }, {at});
    check_vmap([&](const Arrays& a) { return f(a[0]); }, {stack({at, at, at})});
  };
  for (const auto f : {erf, erfc, erfcx, ndtr, log_ndtr, softplus, log_sigmoid, log_cosh}) {
    check(f, 3. * x);
  }
  for (const auto f : {lgamma, digamma, softplus_inverse, log1mexp}) check(f, positive);
  for (const auto f : {ndtri, logit, erfcinv}) check(f, p);
  check(erfinv, 0.9 * x);
  check(ndtri_exp, -positive);
  check_derivatives([](const Arrays& a) { return polygamma(2, a[0]); }, {positive});
  check_derivatives([&](const Arrays& a) { return zeta(positive + 1., a[0]); }, {positive});
  check_derivatives([](const Arrays& a) { return log1mexp(a[0]); }, {-positive});
}

TEST(Special, DerivativesOfBinaryFunctions) {
  const Array x = wiggle({7}), y = 2. + wiggle({7}, 1);
  for (const auto f : {log_add_exp, xlogy, xlog1py, log_sub_exp}) {
    check_derivatives([&](const Arrays& a) { return f(a[0], a[1]); }, {x, y});
    check_vmap([&](const Arrays& a) { return f(a[0], a[1]); },
               {stack({x, y, x}), stack({y, y + 1., y + 2.})});
  }
}

TEST(Special, GradientsAtGuardedPoints) {
  const auto both = [](Array (*f)(const Array&, const Array&), double x, double y) {
    const auto [a, b] =
        grad([&](Array u, Array v) { return f(u, v); })(strong_scalar(x), strong_scalar(y));
    return std::vector<double>{a.item(), b.item()};
  };
  EXPECT_EQ(both(xlogy, 0, 0), (std::vector<double>{0, 0}));
  EXPECT_EQ(both(xlogy, 0, std::exp(1.)), (std::vector<double>{1, 0}));
  EXPECT_EQ(both(xlog1py, 0, -1), (std::vector<double>{0, 0}));
  EXPECT_EQ(both(log_add_exp, kInf, kInf), (std::vector<double>{0.5, 0.5}));
  EXPECT_EQ(both(log_add_exp, -kInf, -kInf), (std::vector<double>{0.5, 0.5}));
  EXPECT_EQ(both(log_add_exp, -kInf, 3), (std::vector<double>{0, 1}));
  const auto slopes = [](Array (*f)(const Array&)) {
    return slope([&](const Arrays& a) { return f(a[0]); }, array({-kInf, kInf})).values();
  };
  EXPECT_EQ(slopes(softplus), (std::vector<double>{0, 1}));
  EXPECT_EQ(slopes(log_sigmoid), (std::vector<double>{1, 0}));
  EXPECT_EQ(slopes(log_ndtr), (std::vector<double>{kInf, 0}));
}

TEST(Special, SecondDerivativesInTheTails) {
  const auto second = [](Array (*f)(const Array&), double x) {
    return grad(grad([&](Array y) { return f(y); }))(x).item();
  };
  // log_ndtr'' = -h (x + h) with h = log_ndtr'; far left it tends to -1 + 1/x^2 ...
  EXPECT_NEAR(second(log_ndtr, -1e4), -1 + 1e-8, 1e-13);
  EXPECT_EQ(second(log_ndtr, 60), 0);
  EXPECT_EQ(second(softplus, 800), 0);
  EXPECT_EQ(second(log1mexp, 800), 0);
  EXPECT_NEAR(grad(grad([](Array x) { return log_add_exp(x, 1.); }))(1.).item(), 0.25, 1e-15);
}

TEST(Special, KeepsDtypes) {
  EXPECT_EQ(lgamma(ones({2}, float32)).dtype(), float32);
  EXPECT_EQ(slope([](const Arrays& a) { return log_ndtr(a[0]); }, ones({2}, float32)).dtype(),
            float32);
  EXPECT_EQ(erf(ones({2}, int32)).dtype(), float64);
  EXPECT_EQ(xlogy(0.5, ones({2}, float32)).dtype(), float32);
}

TEST(Special, Compositions) {
  expect_near(
      log_cosh(array({-800., 1e-9, 0., 0.5, 3.})) /
          array({800 - std::log(2.), 5e-19, 1., std::log(std::cosh(.5)), std::log(std::cosh(3.))}),
      array({1., 1., 0., 1., 1.}));
  EXPECT_EQ(log_sub_exp(2., 2.).item(), -kInf);
  EXPECT_NEAR(log_sub_exp(1000., 999.).item(), 1000 + std::log1p(-std::exp(-1.)), 1e-12);
}

TEST(Special, Errors) {
  EXPECT_EQ(message_of<ValueError>([] { polygamma(-1, 1.); }),
            "polygamma: the order n must be 0..255, got -1");
  EXPECT_EQ(message_of<NotImplemented>([] { grad(grad([](Array s) { return zeta(s, 1.); }))(2.); }),
            "zeta_gradient_s: has no derivative in its first argument, the exponent; hold it fixed "
            "with stop_gradient");
}

TEST(Special, IncompleteGammaMovesWithItsConcentration) {
  const Array a = array({0.01, 0.7, 3., 25., 400.}), x = array({0.3, 0.2, 5., 31., 370.});
  const double h = 1e-6;
  for (const auto f : {igamma, igammac, log_igamma, log_igammac}) {
    const Array slopes = grad([&](Array b) { return sum(f(b, x)); })(a);
    const Array differences = (f(a * (1. + h), x) - f(a * (1. - h), x)) / (2. * h * a);
    expect_near(slopes / differences, ones_like(a), 2e-6);
  }
  const Array p = array({0.2, 0.001, 0.5, 0.9, 0.7});
  const Array b = array({0.5, 0.7, 3., 25., 400.});
  for (const auto f : {igammainv, igammacinv}) {
    const Array slopes = grad([&](Array c) { return sum(f(c, p)); })(b);
    const Array differences = (f(b * (1. + h), p) - f(b * (1. - h), p)) / (2. * h * b);
    expect_near(slopes / differences, ones_like(b), 2e-6);
  }
}

TEST(Special, IncompleteGammaHasDensitiesInTheTails) {
  // log P(a, x) ~ a log x for small x, log Q(a, x) ~ -x for large x.
  EXPECT_NEAR(grad([](Array x) { return log_igamma(3., x); })(1e-200).item<double>() / 3e200, 1,
              1e-12);
  EXPECT_NEAR(grad([](Array x) { return log_igammac(3., x); })(1e5).item<double>(), -1, 3e-5);
  EXPECT_NEAR(log_igammac(1., 5000.).item<double>(), -5000, 1e-12);
}

TEST(Special, IncompleteGammaAtItsLimits) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Array a = array({1., 1., 0., kInf, 2., -1., 1., nan, 0.}),
              x = array({0., kInf, 1., 1., nan, 1., -1., 1., 0.});
  expect_near(igamma(a, x), array({0., 1., 1., 0., nan, nan, nan, nan, nan}), 0);
  expect_near(igammac(a, x), array({1., 0., 0., 1., nan, nan, nan, nan, nan}), 0);
  expect_near(igammainv(array({2., 2., 2., 0., 2.}), array({0., 1., 1.5, 0.5, nan})),
              array({0., kInf, nan, nan, nan}), 0);
  expect_near(igammacinv(array({2., 2.}), array({0., 1.})), array({kInf, 0.}), 0);
  // Far out nothing hangs.
  const Array extreme = array({5e-324, 1e-308, 1e-20, 1., 1e20, 1e308});
  for (const Array& y : {extreme, reverse(extreme, {0})}) {
    for (const auto f : {igamma, igammac}) {
      const Array value = f(extreme, y);
      expect_near(where(logical_and(value >= 0., value <= 1.), 1., 0.), ones_like(value), 0);
    }
  }
}

TEST(Special, IncompleteBetaMovesWithItsConcentrations) {
  const Array a = array({0.05, 0.7, 3., 25.}), b = array({2., 0.4, 900., 31.}),
              x = array({0.3, 0.2, 0.004, 0.5}), p = array({0.9, 0.2, 0.5, 0.2});
  const double h = 1e-6;
  using Function = Array (*)(const Array&, const Array&, const Array&);
  const auto check = [&](Function f, const Array& at) {
    const Array by_a = grad([&](Array c) { return sum(f(c, b, at)); })(a),
                by_b = grad([&](Array c) { return sum(f(a, c, at)); })(b);
    const Array up = 1. + h * ones_like(a), down = 1. - h * ones_like(a);
    expect_near(by_a / ((f(a * up, b, at) - f(a * down, b, at)) / (2. * h * a)), ones_like(a),
                3e-6);
    expect_near(by_b / ((f(a, b * up, at) - f(a, b * down, at)) / (2. * h * b)), ones_like(a),
                3e-6);
  };
  for (const Function f : {betainc, betaincc, log_betainc, log_betaincc}) check(f, x);
  for (const Function f : {betaincinv, betainccinv}) check(f, p);
}

TEST(Special, IncompleteBetaAtItsLimits) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Array a = array({2., 2., 0., 2., -1., nan, 2.}),
              x = array({0., 1., 0.5, 1.5, 0.5, 0.5, nan});
  expect_near(betainc(a, 3., x), array({0., 1., nan, nan, nan, nan, nan}), 0);
  expect_near(betaincc(a, 3., x), array({1., 0., nan, nan, nan, nan, nan}), 0);
  expect_near(betaincinv(2., 3., array({0., 1., -0.5, nan})), array({0., 1., nan, nan}), 0);
  // Both logarithms go on where the functions are 0.
  EXPECT_NEAR(log_betainc(200., 3., 1e-10).item<double>(), -4595.25176056339003781, 1e-11);
  EXPECT_EQ(betainc(200., 3., 1e-10).item<double>(), 0);
  // Far out nothing hangs.
  const Array extreme = array({1e-300, 1e-20, 1., 1e20, 1e300});
  for (const Array& b : {extreme, reverse(extreme, {0})}) {
    for (const double at : {1e-300, 0.5, 1 - 1e-16}) {
      const Array value = betainc(extreme, b, at);
      EXPECT_EQ(value.size(), 5);
      EXPECT_FALSE(any(value > 1.).item<bool>());
    }
  }
}

}  // namespace
}  // namespace aleator
