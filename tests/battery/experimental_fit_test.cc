// SPDX-License-Identifier: Apache-2.0
// Tests the likeliest parameters of every family that has them in closed form.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/battery/distribution_cases.h"
#include "tests/support/message.h"

namespace aleator::battery {
namespace {

Array log_likelihood(const Family& family, const std::vector<NamedArray>& parameters,
                     const Array& x) {
  return mean(make_distribution(family, parameters).log_prob(x), {.axes = {0}});
}

/// Members with other values of one parameter are not likelier; where the likelihood is smooth its
/// slope is 0.
void expect_likeliest(const Family& family, const Array& x) {
  const Distribution fitted = experimental_fit(family, x);
  EXPECT_EQ(fitted.batch_shape(), Shape{2}) << family.name;
  const std::vector<NamedArray> parameters = fitted.rules().parameters();
  const Array best = log_likelihood(family, parameters, x);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const std::string what = text(family.name, " ", parameters[i].name);
    std::vector<NamedArray> changed = parameters;
    for (const double step : {-1e-3, -1e-6, 1e-6, 1e-3}) {
      changed[i].value = parameters[i].value + step * abs(parameters[i].value);
      EXPECT_TRUE(all(log_likelihood(family, changed, x) <= best + 1e-14).item<bool>())
          << what << " " << step;
    }
    const bool has_edges = &family == &distributions::Uniform::family ||
                           (&family == &distributions::Pareto::family && i == 1) ||
                           (&family == &distributions::Laplace::family && i == 0);
    if (has_edges) continue;
    const Array slope = grad([&](const Array& value) {
      changed[i].value = value;
      return sum(log_likelihood(family, changed, x));
    })(parameters[i].value);
    EXPECT_TRUE(all(abs(slope * parameters[i].value) < 1e-11).item<bool>()) << what << slope;
  }
}

TEST(ExperimentalFit, IsLikeliest) {
  int num_families = 0;
  for (const Family* family : families()) {
    if (!family->fit || family->event_rank > 0 || family == &distributions::Categorical::family)
      continue;
    for (const DistributionCase& c : distribution_cases()) {
      if (c.family != family || c.is_extreme || c.make().batch_shape().rank() > 0) continue;
      expect_likeliest(*family, c.make().sample({101, 2}, Key(3)));
      ++num_families;
      break;
    }
  }
  EXPECT_EQ(num_families, 13);
}

TEST(ExperimentalFit, OfClassesIsTheirShares) {
  const Distribution d =
      experimental_fit(distributions::Categorical::family, array({0, 2, 2, 1, 2, 0, 0, 2}));
  EXPECT_EQ(d.rules().parameter("probs").values(), (std::vector<double>{0.375, 0.125, 0.5}));
}

TEST(ExperimentalFit, OfVectorsIsTheirMeanAndCovariance) {
  const Array x = array({{1., 2.}, {3., -1.}, {0.5, 0.}, {2., 2.5}});
  const Distribution d = experimental_fit(distributions::MultivariateNormalTriL::family, x);
  EXPECT_EQ(d.mean().values(), mean(x, {.axes = {0}}).values());
  const Array from = x - d.mean(), expected = matmul(transpose(from), from) / 4.;
  EXPECT_TRUE(all(abs(d.covariance() - expected) < 1e-14).item<bool>());
}

// log k - digamma(k) = log 2 - (log 1 + log 2 + log 3) / 3, by mpmath's findroot at 40 digits.
TEST(ExperimentalFit, OfGammaHasAllDigits) {
  constexpr double kConcentration = 5.3752094836907573995;
  const Distribution d = experimental_fit(distributions::Gamma::family, array({1., 2., 3.}));
  const double concentration = d.rules().parameter("concentration").item();
  EXPECT_NEAR(concentration, kConcentration, 1e-14 * kConcentration);
  EXPECT_NEAR(d.mean().item(), 2, 1e-15);
  for (const double spread : {1e-3, 1e-5}) {  // k is about 1 / spread^2
    const Distribution narrow =
        experimental_fit(distributions::Gamma::family, array({1 - spread, 1 + spread}));
    EXPECT_NEAR(narrow.variance().item(), spread * spread, 1e-5 * spread * spread);
  }
}

TEST(ExperimentalFit, CountsSeveralAxes) {
  const Array x = distributions::Normal(1., 2.).sample({5, 4, 3}, Key(1));
  const Distribution d = experimental_fit(distributions::Normal::family, x, {.sample_ndims = 2});
  EXPECT_EQ(d.batch_shape(), Shape{3});
  EXPECT_TRUE(all(abs(d.mean() - mean(x, {.axes = {0, 1}})) < 1e-15).item<bool>());
}

TEST(ExperimentalFit, SaysWhatIsMissing) {
  const Family& normal = distributions::Normal::family;
  EXPECT_EQ(message_of([&] {
              experimental_fit(distributions::Gamma::family, array({1., -2.}));
            }),
            "Gamma.experimental_fit: parameter 'value' must be positive, got -2 at index [1]");
  EXPECT_EQ(message_of([&] { experimental_fit(normal, 1.); }),
            "Normal.experimental_fit: sample_ndims must be from 1 to the number of axes before an "
            "event's, 0, got 1");
  EXPECT_EQ(message_of([&] { experimental_fit(normal, zeros({0})); }),
            "Normal.experimental_fit: needs values, got shape [0]");
  EXPECT_EQ(message_of([&] {
              experimental_fit(normal, array({1., 1.}));
            }),
            "Normal: parameter 'scale' must be positive, got 0");
  EXPECT_EQ(message_of([&] { experimental_fit(distributions::Cauchy::family, zeros({3})); }),
            "Cauchy.experimental_fit: the likeliest parameters have no closed form; maximize "
            "log_prob of make_trainable over its variables");
}

}  // namespace
}  // namespace aleator::battery
