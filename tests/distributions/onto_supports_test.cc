// SPDX-License-Identifier: Apache-2.0
// Tests default bijectors of distributions over vectors and matrices: the density along them
// integrates to one.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/distributions/vector_checks.h"
#include "tests/support/statistics.h"

namespace aleator {
namespace {

using namespace distributions;

/// The integral of the density over the reals is the average of its ratio to that of Cauchy
/// numbers, which is bounded.
void expect_unit_integral(const Distribution& d) {
  const Bijector onto = d.default_event_space_bijector();
  const Shape from = onto.inverse_event_shape(d.event_shape());
  const Sample heavy(Cauchy(0., 1.), from);
  const Array z = heavy.sample({40'000}, Key(21));
  const Array x = onto.forward(z);
  const Array log_density = d.log_prob(x) + onto.forward_log_det_jacobian(z);
  EXPECT_FALSE(any(is_nan(log_density)).item<bool>()) << d;
  const statistics::Estimate e =
      statistics::estimate(exp(log_density - heavy.log_prob(z)).values());
  EXPECT_NEAR(e.mean, 1, statistics::kMaxDeviation * e.error_of_mean) << d;
  EXPECT_LT(e.error_of_mean, 0.05) << d;
  const Array near = random::normal(Key(22), Shape{5} + from), y = onto.forward(near);
  EXPECT_TRUE(all(is_finite(d.log_prob(y))).item<bool>()) << d;
  expect_near(onto.inverse(y), near, 1e-8);
  expect_near(onto.inverse_log_det_jacobian(y), -onto.forward_log_det_jacobian(near), 1e-8);
}

TEST(DefaultBijector, IsOntoDirections) {
  const Array direction = array({0.6, 0., -0.8});
  expect_unit_integral(SphericalUniform({.dimension = 4}));
  expect_unit_integral(VonMisesFisher({.mean_direction = direction, .concentration = 2.}));
  expect_unit_integral(PowerSpherical({.mean_direction = direction, .concentration = 2.}));
}

TEST(DefaultBijector, IsOntoCorrelations) {
  for (const double concentration : {1., 2.5}) {
    expect_unit_integral(LKJ({.dimension = 3, .concentration = concentration}));
    expect_unit_integral(CholeskyLKJ({.dimension = 3, .concentration = concentration}));
  }
}

TEST(DefaultBijector, IsOntoDefiniteMatrices) {
  expect_unit_integral(WishartTriL({.df = 3.5, .scale_tril = array({{0.8, 0.}, {0.3, 0.6}})}));
}

}  // namespace
}  // namespace aleator
