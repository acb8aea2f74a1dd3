// SPDX-License-Identifier: Apache-2.0
// Tests distributions of counts, directions, correlations and heavy tails over vectors against
// sums, integrals and special cases.
#include "aleator/aleator.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "tests/distributions/vector_checks.h"
#include "tests/support/message.h"
#include "tests/support/statistics.h"

namespace aleator {
namespace {

using namespace distributions;

/// All vectors of three counts with this sum, as rows.
Array all_counts(int total_count) {
  std::vector<double> rows;
  for (int i = 0; i <= total_count; ++i) {
    for (int j = 0; i + j <= total_count; ++j) {
      for (const int k : {i, j, total_count - i - j}) rows.push_back(k);
    }
  }
  return array(rows, Shape{static_cast<std::int64_t>(rows.size() / 3), 3});
}

TEST(OneHotCategorical, IsTheCategoricalOfItsPosition) {
  const Array probs = array({0.2, 0., 0.5, 0.3});
  const OneHotCategorical d({.probs = probs});
  EXPECT_EQ(d.event_shape(), Shape{4});
  expect_near(d.prob(eye(4)), probs);
  expect_near(OneHotCategorical({.logits = log(probs) + 3.}).prob(eye(4)), probs);
  for (const Array& x : {array({0., 0., 0., 0.}), array({1., 0., 1., 0.}),
                         array({0., 0.5, 0.5, 0.}), array({0., 1., 0., 0.})})
    EXPECT_EQ(d.log_prob(x).item(), -HUGE_VAL) << x;
  expect_near(d.mode(), array({0., 0., 1., 0.}));
  expect_near(d.entropy(), Categorical({.probs = probs}).entropy());
  const Array other = array({0.25, 0.25, 0.25, 0.25});
  expect_near(d.kl_divergence(OneHotCategorical({.probs = other})),
              Categorical({.probs = probs}).kl_divergence(Categorical({.probs = other})));
  expect_moments(d);
  EXPECT_EQ(OneHotCategorical({.logits = zeros({2, 3})}).sample({5}, Key(1)).shape(),
            (Shape{5, 2, 3}));
}

TEST(Multinomial, CountsIndependentTrials) {
  const Array probs = array({0.2, 0.5, 0.3});
  const Multinomial d({.total_count = 4., .probs = probs});
  EXPECT_NEAR(sum(d.prob(all_counts(4))).item(), 1, 1e-14);
  EXPECT_NEAR(d.prob(array({1., 2., 1.})).item(), 12 * 0.2 * 0.25 * 0.3, 1e-15);
  EXPECT_EQ(d.log_prob(array({1., 2., 2.})).item(), -HUGE_VAL);
  EXPECT_EQ(d.log_prob(array({1.5, 1.5, 1.})).item(), -HUGE_VAL);
  const Multinomial two({.total_count = 9., .logits = array({0.7, 0.})});
  const Array k = arange(0., 10.);
  expect_near(two.log_prob(stack({k, 9. - k}, -1)),
              Binomial({.total_count = 9., .logits = 0.7}).log_prob(k));
  expect_moments(d);
  const Multinomial certain({.total_count = 3., .probs = array({0., 1.})});
  expect_near(certain.sample(Key(1)), array({0., 3.}));
  EXPECT_EQ(certain.log_prob(array({0., 3.})).item(), 0);
  const Multinomial batch({.total_count = array({2., 5.}), .probs = probs});
  EXPECT_EQ(batch.batch_shape(), Shape{2});
  expect_near(sum(batch.sample({6}, Key(2)), {.axes = {-1}}),
              broadcast_to(array({2., 5.}), {6, 2}));
  expect_draws_of_density(d, Multinomial({.total_count = 4., .logits = zeros({3})}));
}

TEST(DirichletMultinomial, MixesMultinomials) {
  const Array a = array({0.7, 2., 3.5});
  const DirichletMultinomial d({.total_count = 6., .concentration = a});
  EXPECT_NEAR(sum(d.prob(all_counts(6))).item(), 1, 1e-13);
  const DirichletMultinomial two({.total_count = 9., .concentration = array({1.3, 2.})});
  const Array k = arange(0., 10.);
  expect_near(two.log_prob(stack({k, 9. - k}, -1)), BetaBinomial(9., 1.3, 2.).log_prob(k));
  expect_moments(d);
  expect_draws_of_density(
      d, DirichletMultinomial({.total_count = 6., .concentration = array({1., 1., 1.})}));
  // Large concentrations: a multinomial, without cancellation.
  const Array probs = a / sum(a);
  const Array x = array({1., 2., 3.});
  EXPECT_NEAR(
      DirichletMultinomial({.total_count = 6., .concentration = 1e12 * probs}).log_prob(x).item(),
      Multinomial({.total_count = 6., .probs = probs}).log_prob(x).item(), 1e-10);
}

TEST(VectorDeterministic, PutsAllMassOnOneVector) {
  const VectorDeterministic d({.loc = array({1., -2.}), .atol = 0.1, .rtol = 0.05});
  expect_near(d.prob(array({{1.14, -2.19}, {1.16, -2.}, {1., -2.21}})), array({1., 0., 0.}));
  EXPECT_EQ(d.sample({3}, Key(1)).shape(), (Shape{3, 2}));
  expect_near(d.mean(), array({1., -2.}));
  expect_near(d.covariance(), zeros({2, 2}));
  const VectorDeterministic exact(zeros({4, 2}));
  EXPECT_EQ(exact.batch_shape(), Shape{4});
  expect_near(exact.prob(zeros({2})), ones({4}));
  expect_near(exact.entropy(), zeros({4}));
  const Array slope = grad([](const Array& loc) {
    return sum(VectorDeterministic(loc).sample(Key(1)));
  })(array({1., 2.}));
  expect_near(slope, ones({2}));
}

const Array kFactor = array({{1.5, 0., 0.}, {-0.5, 0.8, 0.}, {0.25, 2., 1.1}});
const Array kLoc = array({1., -2., 0.5});

TEST(MultivariateStudentT, MixesNormalsByTheirScale) {
  const MultivariateStudentTTriL one({.df = 3.5, .loc = array({0.5}), .scale_tril = array({{2.}})});
  const Array x = array({-3., 0., 0.5, 40.});
  expect_near(one.log_prob(expand_dims(x, -1)), StudentT(3.5, 0.5, 2.).log_prob(x));
  expect_near(one.entropy(), StudentT(3.5, 0.5, 2.).entropy());
  const MultivariateStudentTTriL d({.df = 9., .loc = kLoc, .scale_tril = kFactor});
  expect_moments(d);
  expect_entropy(d);
  expect_draws_of_density(
      d, MultivariateStudentTTriL({.df = 20., .loc = kLoc + 0.2, .scale_tril = 0.9 * kFactor}));
  // Very many degrees of freedom are a normal distribution.
  const Array points = random::normal(Key(1), {5, 3});
  expect_near(
      MultivariateStudentTTriL({.df = 1e12, .loc = kLoc, .scale_tril = kFactor}).log_prob(points),
      MultivariateNormalTriL({.loc = kLoc, .scale_tril = kFactor}).log_prob(points), 1e-9);
  const MultivariateStudentTTriL heavy({.df = array({1., 2.}), .loc = kLoc, .scale_tril = kFactor});
  EXPECT_EQ(heavy.batch_shape(), Shape{2});
  EXPECT_TRUE(all(is_nan(heavy.mean()[0])).item<bool>());
  EXPECT_TRUE(all(is_inf(heavy.variance()[1])).item<bool>());
  EXPECT_EQ(heavy.sample({4}, Key(1)).shape(), (Shape{4, 2, 3}));
}

/// Unit vectors of the plane at equal angles: sums over them are integrals, to the last bit for
/// smooth densities.
constexpr int kNumAngles = 400;
Array angles() {
  return arange(0., static_cast<double>(kNumAngles)) * (2 * std::numbers::pi / kNumAngles);
}
/// A unit vector with five coordinates.
Array normal_direction() {
  const Array z = array({1., -2., 0.5, 0.25, 1.});
  return z / sqrt(sum(square(z)));
}
Array circle() { return stack({cos(angles()), sin(angles())}, -1); }

TEST(VonMisesFisher, IsVonMisesInThePlane) {
  const Array mu = array({std::cos(0.3), std::sin(0.3)});
  for (const double kappa : {0.5, 3., 60.}) {
    const VonMisesFisher d({.mean_direction = mu, .concentration = kappa});
    const Array angle = angles() - std::numbers::pi;
    expect_near(d.log_prob(stack({cos(angle), sin(angle)}, -1)),
                VonMises(0.3, kappa).log_prob(angle), 1e-11);
    expect_moments(d);
    expect_entropy(d);
  }
  EXPECT_EQ(
      VonMisesFisher({.mean_direction = mu, .concentration = 1.}).log_prob(array({1., 1.})).item(),
      -HUGE_VAL);
}

TEST(VonMisesFisher, InSpace) {
  const Array mu = array({2. / 3, -1. / 3, 2. / 3});
  const VonMisesFisher d({.mean_direction = mu, .concentration = 4.});
  // kappa / (4 pi sinh(kappa)) at right angles to the mean direction.
  EXPECT_NEAR(d.prob(array({1 / std::sqrt(5.), 2 / std::sqrt(5.), 0.})).item(),
              4 / (4 * std::numbers::pi * std::sinh(4.)), 1e-15);
  expect_moments(d);
  expect_entropy(d);
  expect_draws_of_density(d, VonMisesFisher({.mean_direction = mu, .concentration = 5.}));
  const VonMisesFisher uniform({.mean_direction = mu, .concentration = 0.});
  expect_near(uniform.log_prob(mu), SphericalUniform({.dimension = 3}).log_prob(mu));
  expect_moments(uniform);
  const VonMisesFisher narrow({.mean_direction = mu, .concentration = 1e6});
  expect_moments(narrow);
  const Array far = normal_direction();
  const VonMisesFisher five({.mean_direction = far, .concentration = array({0.3, 20.})});
  EXPECT_EQ(five.sample({7}, Key(3)).shape(), (Shape{7, 2, 5}));
  expect_moments(five);
  EXPECT_EQ(message_of([] {
              VonMisesFisher({.mean_direction = array({1., 1.}), .concentration = 1.});
            }),
            "VonMisesFisher: parameter 'mean_direction' must have length 1 along the last axis, "
            "got [1, 1]");
}

TEST(PowerSpherical, HasThePowerOfTheCosine) {
  const Array mu = array({0.6, 0.8});
  for (const double kappa : {0.7, 12.}) {
    const PowerSpherical d({.mean_direction = mu, .concentration = kappa});
    const Array p = d.prob(circle());
    // The power is not smooth at the opposite point.
    EXPECT_NEAR(sum(p).item() * 2 * std::numbers::pi / kNumAngles, 1, kappa > 1 ? 1e-13 : 1e-4);
    expect_near(p / d.prob(mu), exp(kappa * log(0.5 * (1. + sum(mu * circle(), {.axes = {-1}})))),
                1e-10);
    expect_moments(d);
    expect_entropy(d);
  }
  const Array five = normal_direction();
  const PowerSpherical d({.mean_direction = five, .concentration = 3.});
  expect_moments(d);
  expect_entropy(d);
  expect_draws_of_density(d, PowerSpherical({.mean_direction = five, .concentration = 4.}));
  expect_near(PowerSpherical({.mean_direction = five, .concentration = 0.}).log_prob(-five),
              SphericalUniform({.dimension = 5}).log_prob(five));
  const auto total = [&](const Array& kappa) {
    return sum(
        PowerSpherical({.mean_direction = five, .concentration = kappa}).sample({4000}, Key(3)) *
        five);
  };
  // The mean of the cosine is kappa / (kappa + 4), whose slope at 3 is 4 / 49.
  EXPECT_NEAR(grad(total)(strong_scalar(3.)).item() / 4000, 4. / 49, 0.01);
}

TEST(SphericalUniform, HasTheAreaOfTheSphere) {
  EXPECT_NEAR(SphericalUniform({.dimension = 2}).prob(array({0., 1.})).item(),
              1 / (2 * std::numbers::pi), 1e-15);
  EXPECT_NEAR(SphericalUniform({.dimension = 3}).entropy().item(), std::log(4 * std::numbers::pi),
              1e-15);
  const SphericalUniform d({.dimension = 4, .batch_shape = {2}});
  EXPECT_EQ(d.sample({3}, Key(1)).shape(), (Shape{3, 2, 4}));
  expect_moments(d);
  EXPECT_EQ(d.log_prob(array({0., 0., 0., 1.1})).values(),
            (std::vector<double>{-HUGE_VAL, -HUGE_VAL}));
  EXPECT_EQ(message_of([] { SphericalUniform({.dimension = 0}); }),
            "SphericalUniform: dimension must be at least 1, got 0");
}

TEST(LKJ, HasTheVolumesOfCorrelationMatrices) {
  // H. Joe (2006), "Generating random correlation matrices based on partial correlations".
  const double pi = std::numbers::pi;
  EXPECT_NEAR(LKJ({.dimension = 2, .concentration = 1.}).log_prob(eye(2)).item(), -std::log(2.),
              1e-15);
  EXPECT_NEAR(LKJ({.dimension = 3, .concentration = 1.}).log_prob(eye(3)).item(),
              -std::log(pi * pi / 2), 1e-14);
  EXPECT_NEAR(LKJ({.dimension = 4, .concentration = 1.}).log_prob(eye(4)).item(),
              -std::log(32 * pi * pi / 27), 1e-14);
  const LKJ d({.dimension = 3, .concentration = 2.});
  const Array x = array({{1., 0.5, 0.2}, {0.5, 1., -0.3}, {0.2, -0.3, 1.}});
  EXPECT_NEAR((d.log_prob(x) - d.log_prob(eye(3))).item(), std::log(linalg::det(x).item()), 1e-14);
  const Array indefinite = array({{1., 0.9, -0.9}, {0.9, 1., 0.9}, {-0.9, 0.9, 1.}});
  EXPECT_EQ(d.log_prob(indefinite).item(), -HUGE_VAL);
  EXPECT_EQ(d.log_prob(2. * x).item(), -HUGE_VAL);
}

TEST(LKJ, DrawsHaveTheMarginalsOfTheDensity) {
  constexpr int kSize = 4;
  const double eta = 1.5;
  const LKJ d({.dimension = kSize, .concentration = eta});
  const Array x = d.sample({20'000}, Key(4));
  // Each correlation r has (1 + r) / 2 from Beta(a, a), a = eta - 1 + n / 2.
  const Beta marginal(eta + 1, eta + 1);
  for (const auto& [i, j] : {std::pair(0, 1), std::pair(1, 3), std::pair(2, 3)}) {
    const Array r = squeeze(squeeze(slice_axis(slice_axis(x, 1, i, i + 1), 2, j, j + 1), 2), 1);
    EXPECT_LT(statistics::distance_to_cdf(marginal.cdf(0.5 + 0.5 * r).values(),
                                          [](double p) { return p; }),
              statistics::largest_distance(20'000));
  }
  expect_draws_of_density(d, LKJ({.dimension = kSize, .concentration = 2.}));
  const CholeskyLKJ factors({.dimension = kSize, .concentration = eta});
  expect_draws_of_density(factors, CholeskyLKJ({.dimension = kSize, .concentration = 2.}));
  // The densities differ by the Jacobian of L L'.
  const Array l = factors.sample({5}, Key(6));
  const Array jacobian = sum(array({3., 2., 1., 0.}) * log(diagonal(l)), {.axes = {-1}});
  expect_near(factors.log_prob(l), d.log_prob(matmul(l, swap_axes(l, -1, -2))) + jacobian, 1e-10);
  EXPECT_EQ(
      CholeskyLKJ({.dimension = 3, .concentration = array({1., 2.})}).sample({5}, Key(1)).shape(),
      (Shape{5, 2, 3, 3}));
  EXPECT_EQ(message_of([] { LKJ({.dimension = 0, .concentration = 1.}); }),
            "LKJ: dimension must be at least 1, got 0");
}

TEST(Vectors, KeepFloat32) {
  const auto f = [](const Array& x) { return astype(x, float32); };
  const Array two = f(strong_scalar(2.)), probs = f(array({0.25, 0.5, 0.25})),
              mu = f(array({1., 0., 0.})), factor = f(kFactor);
  for (const Distribution& d :
       {Distribution(OneHotCategorical({.probs = probs})),
        Distribution(Multinomial({.total_count = two, .probs = probs})),
        Distribution(DirichletMultinomial({.total_count = two, .concentration = probs})),
        Distribution(VectorDeterministic({.loc = mu})),
        Distribution(MultivariateStudentTTriL({.df = 3. * two, .loc = mu, .scale_tril = factor})),
        Distribution(VonMisesFisher({.mean_direction = mu, .concentration = two})),
        Distribution(PowerSpherical({.mean_direction = mu, .concentration = two})),
        Distribution(SphericalUniform({.dimension = 3, .dtype = float32})),
        Distribution(LKJ({.dimension = 3, .concentration = two})),
        Distribution(CholeskyLKJ({.dimension = 3, .concentration = two})),
        Distribution(WishartTriL({.df = 3. * two, .scale_tril = factor})),
        Distribution(RelaxedOneHotCategorical({.temperature = two, .probs = probs}))}) {
    EXPECT_EQ(d.dtype(), float32) << d;
    const Array x = d.sample({5}, Key(1));
    EXPECT_EQ(x.dtype(), float32) << d;
    EXPECT_EQ(d.log_prob(x).dtype(), float32) << d;
    EXPECT_TRUE(all(is_finite(d.log_prob(x))).item<bool>()) << d;
    if (d.has(Method::mean)) {
      EXPECT_EQ(d.mean().dtype(), float32) << d;
    }
    if (d.has(Method::variance)) {
      EXPECT_EQ(d.variance().dtype(), float32) << d;
    }
    if (d.has(Method::covariance)) {
      EXPECT_EQ(d.covariance().dtype(), float32) << d;
    }
    if (d.has(Method::entropy)) {
      EXPECT_EQ(d.entropy().dtype(), float32) << d;
    }
  }
}

TEST(Vectors, MapOverParameters) {
  const Array mu = normal_direction(), a = array({0.5, 2., 9.});
  const auto draws = [&](const Array& c) {
    return VonMisesFisher({.mean_direction = mu, .concentration = c}).sample({4}, Key(1));
  };
  const auto density = [&](const Array& c) {
    return LKJ({.dimension = 3, .concentration = c})
        .log_prob(array({{1., 0.5, 0.2}, {0.5, 1., -0.3}, {0.2, -0.3, 1.}}));
  };
  expect_near(vmap(draws)(a), stack({draws(a[0]), draws(a[1]), draws(a[2])}));
  expect_near(vmap(density)(a), stack({density(a[0]), density(a[1]), density(a[2])}));
}

/// The batch of mixtures of vectors as one event.
TEST(Independent, OfMixturesOfVectorsHasTheirShapes) {
  const Array logits = array({{0., 1., -1.}, {0.5, 0., 0.}, {1., 1., 2.}, {0., 0., 3.}});
  const Array loc = sin(reshape(arange(0., 24.), {4, 3, 2})), scale = exp(0.1 * loc);
  const Distribution mixtures = distributions::MixtureSameFamily(
      {.mixture_distribution = distributions::Categorical({.logits = logits}),
       .components_distribution =
           distributions::MultivariateNormalDiag({.loc = loc, .scale_diag = scale})});
  EXPECT_EQ(mixtures.batch_shape(), Shape{4});
  EXPECT_EQ(mixtures.event_shape(), Shape{2});
  const Distribution d = distributions::Independent(mixtures, {.reinterpreted_batch_ndims = 1});
  EXPECT_EQ(d.batch_shape(), Shape{});
  EXPECT_EQ(d.event_shape(), (Shape{4, 2}));
  const Array x = d.sample({1000}, Key(1));
  EXPECT_EQ(x.shape(), (Shape{1000, 4, 2}));
  const Array log_density = d.log_prob(x);
  EXPECT_EQ(log_density.shape(), Shape{1000});
  const Array z = (expand_dims(x, 2) - loc) / scale;
  const Array of_components =
      sum(-0.5 * square(z) - log(scale) - 0.5 * std::log(2 * M_PI), {.axes = {-1}});
  const Array weights = logits - logsumexp(logits, {.axes = {-1}, .keep_dims = true});
  expect_near(log_density, sum(logsumexp(weights + of_components, {.axes = {-1}}), {.axes = {-1}}),
              1e-13);
}

}  // namespace
}  // namespace aleator
