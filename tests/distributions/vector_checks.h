// SPDX-License-Identifier: Apache-2.0
// Defines checks of distributions over vectors: values that agree, draws that have the moments and
// the density.
#pragma once

#include "aleator/aleator.h"

#include <gtest/gtest.h>

#include "tests/support/statistics.h"

namespace aleator {

inline void expect_near(const Array& got, const Array& expected, double tolerance = 1e-12) {
  ASSERT_EQ(got.shape(), expected.shape());
  if (got.size() == 0) return;
  EXPECT_LT(max(abs(got - expected) / (1. + abs(expected))).item(), tolerance)
      << got << " and " << expected;
}

/// Averages of draws, batch by batch, are the mean and the covariance.
inline void expect_moments(const Distribution& d) {
  const Array x = d.sample({20'000}, Key(5));
  const Array centered = x - d.mean();
  const Array error = sqrt(variance(x, {.axes = {0}}) / 20'000.) + 1e-300;
  const double worst = max(abs(mean(centered, {.axes = {0}})) / error).item();
  EXPECT_LT(worst, statistics::kMaxDeviation);
  if (!d.has(Method::covariance)) return;
  const Array products = expand_dims(centered, -1) * expand_dims(centered, -2);
  const Array deviation = mean(products, {.axes = {0}}) - d.covariance();
  const Array bound =
      statistics::kMaxDeviation * sqrt(variance(products, {.axes = {0}}) / 20'000.) + 1e-12;
  EXPECT_TRUE(all(abs(deviation) <= bound).item<bool>());
  expect_near(diagonal(d.covariance()), broadcast_to(d.variance(), x.shape().without(0)));
}

/// Draws follow the density of d: the average of q / d over them is 1 for another density q of the
/// same support.
inline void expect_draws_of_density(const Distribution& d, const Distribution& q) {
  const Array x = d.sample({20'000}, Key(12));
  const Array log_density = d.log_prob(x);
  EXPECT_TRUE(all(is_finite(log_density)).item<bool>()) << d;
  const statistics::Estimate e = statistics::estimate(exp(q.log_prob(x) - log_density).values());
  EXPECT_NEAR(e.mean, 1, statistics::kMaxDeviation * e.error_of_mean) << d;
}

/// The entropy is the average of minus the log density.
inline void expect_entropy(const Distribution& d) {
  const Array x = d.sample({20'000}, Key(13));
  const statistics::Estimate e = statistics::estimate((-d.log_prob(x)).values());
  EXPECT_NEAR(d.entropy().item(), e.mean, statistics::kMaxDeviation * e.error_of_mean) << d;
}

}  // namespace aleator
