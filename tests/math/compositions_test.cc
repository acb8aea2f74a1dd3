// SPDX-License-Identifier: Apache-2.0
// Tests functions composed of others against 40-digit values (mpmath), at their roots and in their
// tails.
#include "aleator/math/special.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "tests/array/support.h"

namespace aleator {
namespace {

using testing::expect_near;

constexpr double kInf = std::numeric_limits<double>::infinity();

void expect_ratio(const Array& actual, const Array& expected, double tolerance = 2e-15) {
  expect_near(actual / expected, ones_like(expected), tolerance);
}

TEST(Compositions, LogarithmsOfErfc) {
  const Array x = array({-30., -2., -0.75, -1e-9, 1e-12, 0.3, 0.99, 1.01, 5., 40., 1e6});
  expect_ratio(logerfc(x),
               array({0.693147180559945309, 0.690805573646587657, 0.537168951412497125,
                      1.12837916645889287e-9, -1.12837916709614917e-12, -0.398430051440085273,
                      -1.82330010385490183, -1.87607953726218938, -27.2008895455374344,
                      -1604.26155665327356, -1000000000014.38788}));
  expect_ratio(logerfcx(x),
               array({900.693147180559945, 4.69080557364658766, 1.09966895141249712,
                      1.12837916745889287e-9, -1.12837916709514917e-12, -0.308430051440085279,
                      -0.843200103854901851, -0.85597953726218936, -2.20088954553743442,
                      -4.26155665327355566, -14.3878755008894742}));
  // d log(erfcx) / dx ~ -1 / x.
  EXPECT_NEAR(grad([](Array y) { return logerfcx(y); })(1e8).item<double>() * 1e8, -1, 1e-12);
}

TEST(Compositions, NearOneAndFarOut) {
  expect_ratio(log1psquare(array({1e-10, 0.5, 3., 1e200})),
               array({1e-20, 0.223143551314209756, 2.30258509299404568, 921.034037197618274}));
  expect_ratio(sqrt1pm1(array({1e-18, -1e-12, 3., 1e300})),
               array({5e-19, -5.00000000000125e-13, 1., 1e150}));
  EXPECT_EQ(sqrt1pm1(kInf).item<double>(), kInf);
  expect_ratio(log_gamma_difference(array({0.5, 3., 1e-3}), array({1e10, 20., 1e5})),
               array({-11.5129254649577284, -9.13129716463572984, -0.0115129204699619201}), 1e-13);
  EXPECT_EQ(log_gamma_difference(0., 5.).item<double>(), 0);
  expect_ratio(log_gamma_correction(array({8., 1e5})),
               array({0.0104112652619720965, 8.33333333330555556e-7}));
}

TEST(Compositions, Counts) {
  expect_ratio(log_combinations(5., array({2., 3.})), array({std::log(10.)})[0], 1e-14);
  expect_ratio(
      log_combinations(array({4., 3.}), reshape(array({1., 1., 2., 3., 0., 0.}), {2, 3})) + 1.,
      array({std::log(12.) + 1., 1.}), 1e-14);
}

TEST(Compositions, SumsOfExponentials) {
  const Array x = reshape(array({1000., 1001., 999., -5., -6., -7.}), {2, 3});
  const Array expected = logsumexp(x, {.axes = {1}}) - std::log(3.);
  expect_near(reduce_logmeanexp(x, {.axes = {1}}), expected, 1e-15);
  const auto [value, sign] = reduce_weighted_logsumexp(
      x, reshape(array({1., -2., 1., 1., 1., 0.}), {2, 3}), {.axes = {1}});
  expect_near(sign, array({-1., 1.}), 0);
  expect_ratio(value, array({1000. + std::log(2 * std::exp(1.) - 1 - std::exp(-1.)),
                             -5. + std::log1p(std::exp(-1.))}));
  const auto [difference, order] = log_sub_exp_with_sign(array({2., 1., 3.}), array({1., 2., 3.}));
  expect_near(order, array({1., -1., 0.}), 0);
  EXPECT_EQ(difference[2].item<double>(), -kInf);
}

TEST(Compositions, Steps) {
  expect_near(smootherstep(array({-1., 0., 0.25, 0.5, 1., 2.})),
              array({0., 0., 0.103515625, 0.5, 1., 1.}), 1e-15);
  expect_near(soft_threshold(array({-3., -0.5, 0., 2.}), 1.), array({-2., 0., 0., 1.}), 0);
  expect_near(round_exponential_bump_function(array({-1., 0., 0.5, 1.5})),
              array({0., 1., std::exp(-1. / 3), 0.}), 1e-15);
  const Array slope = grad([](Array x) {
    return sum(clip_by_value_preserve_gradient(x, -1., 1.) * array({1., 2., 3.}));
  })(array({-5., 0.5, 7.}));
  expect_near(slope, array({1., 2., 3.}), 0);
  expect_near(
      grad([](Array x) { return sum(round_exponential_bump_function(x)); })(array({-1., 1., 2.})),
      zeros({3}), 0);
}

}  // namespace
}  // namespace aleator
