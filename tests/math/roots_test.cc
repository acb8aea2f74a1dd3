// SPDX-License-Identifier: Apache-2.0
// Tests searches for roots: known roots, hard functions, derivatives, failures.
#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace math;

using Search = Callable<RootSearchResults(const ScalarFunction&, const Array&, const Array&)>;

std::vector<std::pair<const char*, Search>> bracketed() {
  const BracketedRootOptions tight{.position_tolerance = 1e-14, .max_iterations = 200};
  return {{"chandrupatla",
           [tight](const ScalarFunction& f, const Array& low, const Array& high) {
             return find_root_chandrupatla(f, low, high, tight);
           }},
          {"newton", [tight](const ScalarFunction& f, const Array& low, const Array& high) {
             return find_root_newton(f, low, high, tight);
           }}};
}

TEST(Roots, KnownOnes) {
  for (const auto& [name, find] : bracketed()) {
    SCOPED_TRACE(name);
    const Array a = array({2., 9., 1e-8, 1e8});
    const auto square_root = find([&](const Array& x) { return square(x) - a; }, 0., 1e9);
    expect_near(square_root.estimated_root / sqrt(a), ones({4}), 1e-6);
    expect_near(square_root.estimated_root, sqrt(a), 1e-13);
    const auto dottie = find([](const Array& x) { return cos(x) - x; }, 0., 1.);
    EXPECT_NEAR(dottie.estimated_root.item(), 0.73908513321516064, 1e-15);
    // A ninth-order root, a jump, a pole that looks like one, a root at an end, reversed ends.
    EXPECT_NEAR(find([](const Array& x) { return power(x - 1., 9); }, 0., 3.).estimated_root.item(),
                1, 1e-10);
    EXPECT_NEAR(
        find([](const Array& x) { return where(x < 0.3, -1., 1.); }, 0., 1.).estimated_root.item(),
        0.3, 1e-13);
    EXPECT_EQ(find([](const Array& x) { return x; }, 0., 1.).estimated_root.item(), 0);
    EXPECT_NEAR(find([](const Array& x) { return exp(x) - 2.; }, 3., -20.).estimated_root.item(),
                std::log(2.), 1e-14);
  }
}

TEST(Roots, WithoutChangeOfSignAreNan) {
  for (const auto& [name, find] : bracketed()) {
    SCOPED_TRACE(name);
    const Array a = array({1., -1.});
    const auto r = find([&](const Array& x) { return square(x) - a; }, 0., 2.);
    EXPECT_NEAR(r.estimated_root[0].item(), 1, 1e-14);
    EXPECT_TRUE(std::isnan(r.estimated_root[1].item()));
  }
}

TEST(Roots, AreDifferentiable) {
  // The root of x^3 = a: derivatives of the cube root, to the third order.
  for (const auto& [name, find] : bracketed()) {
    SCOPED_TRACE(name);
    const auto root = [&find = find](const Arrays& a) {
      return find([&](const Array& x) { return x * x * x - a[0]; }, 0., 10.).estimated_root;
    };
    const Array a = array({2., 5.});
    check_derivatives(root, {a}, 1e-7);
    const auto third = grad([&](const Array& b) {
      return grad([&](const Array& c) {
        return grad([&](const Array& d) { return sum(root({d})); })(c);
      })(b);
    })(2.);
    EXPECT_NEAR(third.item(), 10. / 27 * std::pow(2., -8. / 3), 1e-9);
    check_vmap(root, {array({2., 5., 9.})});
    expect_near(jit([&](const Array& b) { return root({b}); })(a), root({a}), 1e-14);
  }
}

TEST(Roots, Secant) {
  const Array a = array({2., 9., 100.});
  const auto f = [&](const Array& x) { return square(x) - a; };
  const auto r =
      find_root_secant(f, array({1., 4., 8.}), {.position_tolerance = 1e-12, .value_tolerance = 0});
  expect_near(r.estimated_root, sqrt(a), 1e-14);
  EXPECT_LT(r.num_iterations.item(), 15);
  const auto root = [](const Arrays& b) {
    return find_root_secant([&](const Array& x) { return exp(x) - b[0]; }, 0.5).estimated_root;
  };
  check_derivatives(root, {array({2., 3.})}, 1e-6);
  EXPECT_NEAR(grad([&](const Array& b) { return root({b}); })(2.).item(), 0.5, 1e-8);
}

TEST(Roots, Bracketing) {
  for (const double root : {-1e20, -3., 1e-15, 2., 1e100}) {
    const auto [low, high] = bracket_root([&](const Array& x) { return x - root; });
    EXPECT_LE(low.item(), root);
    EXPECT_GE(high.item(), root);
    EXPECT_LT(std::abs(high.item() - low.item()), 300 * std::abs(root));
  }
  const Array roots = array({-7., 0.5});
  const auto [low, high] = bracket_root([&](const Array& x) { return x - roots; }, 512, 1);
  EXPECT_EQ(low.shape(), Shape{2});
  EXPECT_TRUE(all(logical_and(low <= roots, roots <= high)).item<bool>());
  EXPECT_TRUE(
      std::isnan(bracket_root([](const Array& x) { return exp(-abs(x)) + 1.; }).first.item()));
}

TEST(Roots, Errors) {
  EXPECT_EQ(
      message_of<ValueError>([] {
        find_root_chandrupatla([](const Array& x) { return x; }, 0., 1., {.max_iterations = -1});
      }),
      "find_root_chandrupatla: tolerances and max_iterations must not be negative, got 1e-08, 0 "
      "and -1");
}

}  // namespace
}  // namespace aleator
