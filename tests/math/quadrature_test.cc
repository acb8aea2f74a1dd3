// SPDX-License-Identifier: Apache-2.0
// Tests rules of integration against exact integrals.
#include <numbers>

#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace math;

TEST(Quadrature, GaussRulesAreExactForPolynomials) {
  for (const std::int64_t n : {1, 2, 3, 10, 64, 256}) {
    SCOPED_TRACE(n);
    const QuadratureRule legendre = gauss_legendre(n), hermite = gauss_hermite(n);
    EXPECT_NEAR(sum(legendre.weights).item(), 2, 1e-14);
    EXPECT_NEAR(sum(hermite.weights).item(), std::sqrt(std::numbers::pi), 1e-14);
    // The largest even degree below 2 n, and a small one.
    const auto degree = static_cast<double>(2 * n - 2);
    EXPECT_NEAR(sum(legendre.weights * power(legendre.nodes, degree)).item() * (degree + 1) / 2, 1,
                1e-12);
    if (n < 2) continue;
    EXPECT_NEAR(sum(hermite.weights * square(hermite.nodes)).item(),
                std::sqrt(std::numbers::pi) / 2, 1e-14);
    EXPECT_NEAR(sum(legendre.weights * legendre.nodes).item(), 0, 1e-16);
  }
  // E[x^18] of the standard normal is 17!!.
  const QuadratureRule rule = gauss_hermite(10);
  const double moment = sum(rule.weights * power(std::numbers::sqrt2 * rule.nodes, 18.)).item() /
                        std::sqrt(std::numbers::pi);
  EXPECT_NEAR(moment / 34459425., 1, 1e-13);
}

TEST(Quadrature, MatchesTabulatedNodes) {
  // Abramowitz and Stegun, tables 25.4 and 25.10.
  const QuadratureRule legendre = gauss_legendre(5), hermite = gauss_hermite(4);
  EXPECT_NEAR(legendre.nodes[3].item(), 0.538469310105683, 1e-15);
  EXPECT_NEAR(legendre.nodes[4].item(), 0.906179845938664, 1e-15);
  EXPECT_NEAR(legendre.weights[4].item(), 0.236926885056189, 1e-15);
  EXPECT_NEAR(hermite.nodes[2].item(), 0.524647623275290, 1e-15);
  EXPECT_NEAR(hermite.nodes[3].item(), 1.650680123885785, 2e-15);
  EXPECT_NEAR(hermite.weights[3].item(), 0.0813128354472452, 1e-16);
}

TEST(Quadrature, Integrals) {
  const auto f = [](const Array& x) { return exp(-x) * cos(3. * x); };
  const double exact = (1 + std::exp(-2.) * (3 * std::sin(6.) - std::cos(6.))) / 10;
  EXPECT_NEAR(integrate_gauss_legendre(f, 0., 2., 32).item(), exact, 1e-15);
  EXPECT_NEAR(integrate_tanh_sinh(f, 0., 2.).item(), exact, 2e-15);
  EXPECT_NEAR(integrate_gauss_legendre(f, 2., 0., 32).item(), -exact, 1e-15);
  // Singular ends: the integrals of log x and 1 / sqrt(x) over (0, 1).
  EXPECT_NEAR(integrate_tanh_sinh([](const Array& x) { return log(x); }, 0., 1.).item(), -1, 1e-14);
  EXPECT_NEAR(integrate_tanh_sinh([](const Array& x) { return rsqrt(x); }, 0., 1.).item(), 2,
              1e-12);
  const auto many = [](const Array& x) { return expand_dims(x, -1) * array({1., 2.}); };
  expect_near(integrate_gauss_legendre(many, 0., 1., 4), array({0.5, 1.}), 1e-15);
}

TEST(Quadrature, Derivatives) {
  const auto f = [](const Arrays& a) {
    return integrate_gauss_legendre([&](const Array& x) { return exp(a[2] * x); }, a[0], a[1], 20);
  };
  check_derivatives(f, {array({0.2})[0], array({1.3})[0], array({0.7})[0]});
}

TEST(Trapz, MatchesNumpy) {
  const Array y = array({{1., 2., 4.}, {0., 3., 5.}});
  expect_near(trapz(y), array({4.5, 5.5}));
  expect_near(trapz(y, {.dx = 0.5}), array({2.25, 2.75}));
  expect_near(trapz(y, {.axis = 0}), array({0.5, 2.5, 4.5}));
  expect_near(trapz(y, {.x = array({0., 1., 4.})}), array({10.5, 13.5}));
  EXPECT_EQ(trapz(ones({2, 1})).values(), (std::vector<double>{0, 0}));
  EXPECT_EQ(message_of<ShapeError>([&] { trapz(y, {.x = ones({2})}); }),
            "trapz: 3 samples need as many points, got shape [2]");
}

TEST(Quadrature, Errors) {
  EXPECT_EQ(message_of<ValueError>([] { gauss_legendre(0); }),
            "gauss_legendre: num_points must lie in 1..256, got 0");
  EXPECT_EQ(
      message_of<ValueError>(
          [] { integrate_tanh_sinh([](const Array& x) { return x; }, 0., 1., {.num_points = 4}); }),
      "integrate_tanh_sinh: num_points must be odd and at least 3, extent positive, got 4 and 4");
}

}  // namespace
}  // namespace aleator
