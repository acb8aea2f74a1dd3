// SPDX-License-Identifier: Apache-2.0
// Tests the tails of the noncentral chi-squared distribution. Reference values are printed by
// tests/reference/make_families.py.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/distributions/vector_checks.h"

namespace aleator {
namespace {

using namespace distributions;

TEST(NoncentralChi2, HasTheTailsOfItsSeries) {
  const NoncentralChi2 lower(array({3.5, 0.75, 3., 40., 5.}), array({2., 10., 4., 30., 400.}));
  expect_near(lower.log_cdf(array({1e-8, 0.5, 5., 60., 2.})),
              array({-34.924413536175117326, -4.7332591388079922855, -0.91795664489450937282,
                     -1.389927771144765426, -181.97122411443812549}),
              4e-15);
  const NoncentralChi2 upper(array({3., 3., 40., 5., 1.5}), array({4., 4., 30., 400., 0.}));
  expect_near(upper.log_survival_function(array({5., 200., 60., 900., 2.})),
              array({-0.50971655490529032436, -75.176278259884362352, -0.28647386357086188593,
                     -52.415478225862817753, -1.3469968452631612496}),
              4e-15);
}

TEST(NoncentralChi2, IsChi2WithoutNoncentrality) {
  const Array x = array({1e-3, 0.5, 3., 60.});
  for (const double df : {0.5, 2., 9.}) {
    expect_near(NoncentralChi2(df, 0.).log_cdf(x), Chi2({.df = df}).log_cdf(x), 1e-13);
    expect_near(NoncentralChi2(df, 1e-300).log_survival_function(x),
                Chi2({.df = df}).log_survival_function(x), 1e-13);
  }
}

TEST(NoncentralChi2, HasSlopesInAllItsParameters) {
  const Arrays at{strong_scalar(3.), strong_scalar(4.), strong_scalar(5.)};
  const auto f = [](const Arrays& a) { return Arrays{NoncentralChi2(a[0], a[1]).log_cdf(a[2])}; };
  const Arrays slopes = value_and_grad_arrays("test", f, at).gradients;
  EXPECT_NEAR(slopes[0].item(), -0.23552207777294390799, 1e-11);
  const double h = 1e-5;
  for (std::size_t i = 0; i < 3; ++i) {
    Arrays up = at, down = at;
    up[i] = up[i] + h;
    down[i] = down[i] - h;
    EXPECT_NEAR(slopes[i].item(), ((f(up)[0] - f(down)[0]) / (2 * h)).item(), 1e-8) << i;
  }
  const auto cdf = [](const Array& x) { return NoncentralChi2(3., 4.).cdf(x); };
  const Array second = grad(grad(cdf))(strong_scalar(5.));
  const Array slope_of_density =
      grad([](const Array& x) { return NoncentralChi2(3., 4.).prob(x); })(strong_scalar(5.));
  expect_near(second, slope_of_density, 1e-10);
}

TEST(NoncentralChi2, EndsForAnyArgument) {
  const NoncentralChi2 wide(3., array({1e-300, 1e9, 1e300}));
  const Array x = array({1e300, 1e9, 1e-300});
  for (const Array& value : {wide.cdf(x), wide.survival_function(x)}) {
    EXPECT_TRUE(all(logical_and(value >= 0., value <= 1.)).item<bool>()) << value;
  }
  // In the middle the normal approximation.
  EXPECT_NEAR(NoncentralChi2(3., 1e9).cdf(1e9 + 3).item(), 0.5, 1e-4);
}

}  // namespace
}  // namespace aleator
