// SPDX-License-Identifier: Apache-2.0
// Tests the Bates distribution. Reference values are printed by tests/reference/make_families.py.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/distributions/vector_checks.h"
#include "tests/support/message.h"
#include "tests/support/statistics.h"

namespace aleator {
namespace {

using namespace distributions;

void expect_values(double x, std::int64_t n, double density, double cdf) {
  const Bates d({.total_count = n});
  EXPECT_NEAR(d.prob(x).item() / density, 1, 2e-14) << n;
  EXPECT_NEAR(d.cdf(x).item() / cdf, 1, 2e-14) << n;
  EXPECT_NEAR(std::exp(d.log_cdf(x).item()) / cdf, 1, 4e-14) << n;
  // The other half, from which x differs by rounding.
  EXPECT_NEAR(d.survival_function(1 - x).item() / cdf, 1, 1e-13) << n;
}

TEST(Bates, HasTheValuesOfItsAlternatingSums) {
  expect_values(0.3, 2, 1.1999999999999999556, 0.17999999999999998668);
  expect_values(0.45, 5, 2.8043619791666667491, 0.35346679687500003113);
  expect_values(0.125, 30, 1.4992341439889551867e-13, 6.2530331361015824835e-16);
  expect_values(0.5, 100, 13.799020407550002691, 0.5);
  const Bates deep({.total_count = 200});
  EXPECT_NEAR(deep.log_cdf(1e-6).item() / (200 * std::log(2e-4) - std::lgamma(201.)), 1, 1e-14);
}

TEST(Bates, IsUniformOfOneNumberAndTriangularOfTwo) {
  const Array x = array({-1., -0.9, 0.2, 1.3, 2.});
  const Bates one({.total_count = 1, .low = -1., .high = 2.});
  expect_near(one.log_prob(x), Uniform(-1., 2.).log_prob(x));
  expect_near(one.cdf(x), Uniform(-1., 2.).cdf(x));
  const Bates two({.total_count = 2, .low = -1., .high = 2.});
  const Triangular same({.low = -1., .high = 2., .peak = 0.5});
  expect_near(exp(two.log_prob(x)), exp(same.log_prob(x)));
  expect_near(two.cdf(x), same.cdf(x));
  expect_near(two.quantile(array({0.1, 0.5, 0.9})), same.quantile(array({0.1, 0.5, 0.9})), 1e-11);
  for (const double bad : {-1.01, 2.01}) EXPECT_EQ(two.log_prob(bad).item(), -HUGE_VAL);
}

TEST(Bates, DrawsFollowTheCdfAndMoments) {
  const Bates d({.total_count = 4, .low = array({0., -3.}), .high = 2.});
  EXPECT_EQ(d.batch_shape(), Shape{2});
  const Array x = d.sample({20'000}, Key(3));
  const Array u = d.cdf(x);
  for (std::int64_t i = 0; i < 2; ++i) {
    const double distance =
        statistics::distance_to_cdf(u[{Ellipsis, i}].values(), [](double p) { return p; });
    EXPECT_LT(distance, statistics::largest_distance(20'000));
    const statistics::Estimate e =
        statistics::estimate(((x - d.mean()) / d.stddev())[{Ellipsis, i}].values());
    EXPECT_NEAR(e.mean, 0, statistics::kMaxDeviation * e.error_of_mean);
    EXPECT_NEAR(e.variance, 1, statistics::kMaxDeviation * e.error_of_variance);
  }
  const Array slope = grad([&](const Array& y) { return sum(d.cdf(y)); })(array({0.7, 0.7}));
  expect_near(slope, d.prob(array({0.7, 0.7})));
  for (const double end : {-3., 0., 2., 5.}) {
    const Array at_end = grad([&](const Array& y) {
      return sum(d.log_cdf(y) + d.log_survival_function(y));
    })(array({end, end}));
    EXPECT_FALSE(any(is_nan(at_end)).item<bool>()) << end;
  }
  EXPECT_EQ(message_of([] { Bates({.total_count = 0}); }),
            "Bates: total_count must be from 1 to 256, got 0");
}

}  // namespace
}  // namespace aleator
