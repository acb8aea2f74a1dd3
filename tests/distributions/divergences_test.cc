// SPDX-License-Identifier: Apache-2.0
// Tests how divergences are found: in closed form on either side and in wider families, and from
// draws where there is none.
#include "aleator/aleator.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "tests/support/message.h"
#include "tests/support/statistics.h"

namespace aleator {
namespace {

using namespace distributions;

/// KL(p || q) of scalar distributions over the reals by the trapezoidal rule, which converges
/// geometrically for what decays at both ends, along the default bijector of p.
double by_quadrature(const Distribution& p, const Distribution& q) {
  constexpr double kStep = 1. / 64, kEnd = 60;
  const Array z = arange(-kEnd, kEnd, kStep);
  const Bijector onto = p.default_event_space_bijector();
  const Array x = onto.forward(z);
  const Array log_p = p.log_prob(x), mass = exp(log_p + onto.forward_log_det_jacobian(z));
  const Array is_seen = mass > 0.;
  return kStep * sum(where(is_seen, mass * (log_p - q.log_prob(x)), 0.)).item();
}

void expect_by_quadrature(const Distribution& p, const Distribution& q) {
  ASSERT_TRUE(p.has_kl_divergence(q)) << p << " " << q;
  const double expected = by_quadrature(p, q);
  EXPECT_NEAR(p.kl_divergence(q).item(), expected, 1e-9 * (1 + expected)) << p << " " << q;
}

TEST(KlDivergence, IsFoundInWiderFamilies) {
  const Distribution gamma = Gamma({.concentration = 2.5, .rate = 0.75});
  const Distribution exponential = Exponential({.rate = 1.5}), chi2 = Chi2({.df = 3.});
  const Distribution weibull = Weibull({.concentration = 1.75, .scale = 2.});
  for (const Distribution& p : {gamma, exponential, chi2}) {
    for (const Distribution& q : {gamma, exponential, chi2}) expect_by_quadrature(p, q);
  }
  expect_by_quadrature(exponential, weibull);
  expect_by_quadrature(weibull, exponential);
  expect_by_quadrature(weibull, gamma);
}

TEST(KlDivergence, OfMomentsThatAreKnown) {
  expect_by_quadrature(Moyal(0.5, 0.75), Moyal(-0.25, 1.25));
  expect_by_quadrature(Moyal(0.5, 1.25), Moyal(0.25, 0.75));
  expect_by_quadrature(InverseGaussian(1.5, 2.), InverseGaussian(0.75, 3.5));
  const Distribution p = TruncatedNormal(0.5, 1.25, -1., 2.);
  expect_by_quadrature(p, Normal(1., 0.75));
  expect_by_quadrature(p, TruncatedNormal(-0.5, 2., -1.5, 2.));
  EXPECT_EQ(p.kl_divergence(TruncatedNormal(0.5, 1.25, -0.5, 2.)).item(), HUGE_VAL);
}

TEST(KlDivergence, OfAPointIsMinusTheLogDensityThere) {
  const Distribution point = Deterministic({.loc = 2.});
  for (const Distribution& q : {Distribution(Poisson({.rate = 1.5})), Distribution(Normal(1., 3.))})
    EXPECT_EQ(point.kl_divergence(q).item(), -q.log_prob(2.).item());
  EXPECT_EQ(point.kl_divergence(Poisson({.rate = array({1., 2.})})).shape(), Shape{2});
  EXPECT_EQ(Deterministic({.loc = 0.5}).kl_divergence(Poisson({.rate = 1.})).item(), HUGE_VAL);
  EXPECT_FALSE(Normal(0., 1.).has_kl_divergence(point));
  const Array at = array({0.25, 0.75});
  const Distribution vector = VectorDeterministic(at);
  const Distribution q = Dirichlet({.concentration = array({2., 3.})});
  EXPECT_EQ(vector.kl_divergence(q).item(), -q.log_prob(at).item());
}

/// The divergence is the mean over draws of the difference of the log densities.
void expect_by_draws(const Distribution& p, const Distribution& q) {
  ASSERT_TRUE(p.has_kl_divergence(q)) << p << " " << q;
  const Array draws = p.sample({20'000}, Key(8));
  const statistics::Estimate e =
      statistics::estimate((p.log_prob(draws) - q.log_prob(draws)).values());
  EXPECT_NEAR(p.kl_divergence(q).item(), e.mean,
              statistics::kMaxDeviation * e.error_of_mean + 1e-13)
      << p << " " << q;
}

/// To a Normal and an Exponential distribution from whatever has a known entropy.
TEST(KlDivergence, IsKnownByMomentsAndTheEntropy) {
  const Distribution normal = Normal(0.5, 2.), exponential = Exponential({.rate = 0.75});
  for (const Distribution& p : {Distribution(Logistic(1., 0.5)), Distribution(Gumbel(0.25, 1.5)),
                                Distribution(Gamma({.concentration = 2.5, .rate = 1.5}))})
    expect_by_quadrature(p, normal);
  for (const Distribution& p :
       {Distribution(LogNormal(0.25, 0.5)), Distribution(HalfNormal({.scale = 1.5})),
        Distribution(Gamma({.concentration = 2.5, .rate = 1.5}))})
    expect_by_quadrature(p, exponential);
  // Kinks and heavy tails are nothing for equal steps.
  for (const Distribution& p :
       {Distribution(Laplace(-0.5, 1.25)), Distribution(StudentT(7., 0.5, 1.5)),
        Distribution(Triangular({.low = -1., .high = 2., .peak = 0.5}))})
    expect_by_draws(p, normal);
  EXPECT_EQ(StudentT(1.5, 0., 1.).kl_divergence(normal).item(), HUGE_VAL);
  EXPECT_FALSE(Normal(0., 1.).has_kl_divergence(exponential));
  EXPECT_FALSE(VonMises(0., 1.).has_kl_divergence(normal));
  EXPECT_FALSE(Poisson({.rate = 1.}).has_kl_divergence(normal));
}

TEST(KlDivergence, AroundOneLocation) {
  expect_by_draws(HalfCauchy(0.5, 0.75), HalfCauchy(0.5, 2.));
  expect_by_quadrature(DoublesidedMaxwell({.loc = 0.5, .scale = 0.75}),
                       DoublesidedMaxwell({.loc = 0.5, .scale = 1.25}));
  expect_by_draws(GeneralizedNormal(0.5, 1.5, 2.5), GeneralizedNormal(0.5, 0.75, 1.5));
  EXPECT_FALSE(GeneralizedNormal(0.5, 1.5, 2.5).has_kl_divergence(GeneralizedNormal(0., 1., 2.)));
  expect_by_quadrature(SigmoidBeta({.concentration1 = 1.5, .concentration0 = 2.}),
                       SigmoidBeta({.concentration1 = 2.5, .concentration0 = 0.75}));
}

TEST(KlDivergence, FromTailsWithoutMomentsIsInfinite) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const Distribution& heavy :
       {Distribution(TruncatedCauchy(0., 1., -infinity, infinity)),
        Distribution(TruncatedCauchy(0., 1., -infinity, 2.)),
        Distribution(TruncatedCauchy(0., 1., 0., infinity)), Distribution(StudentT(0.5, 0., 1.)),
        Distribution(StudentT(1.5, 0., 1.))}) {
    EXPECT_EQ(heavy.kl_divergence(Normal(0.5, 2.)).item(), infinity) << heavy;
    const Array slope =
        grad([&](const Array& scale) { return heavy.kl_divergence(Normal(0.5, scale)); })(2.);
    EXPECT_FALSE(std::isnan(slope.item())) << heavy;
  }
  EXPECT_TRUE(std::isfinite(TruncatedCauchy(0., 1., -3., 2.).kl_divergence(Normal(0., 1.)).item()));
}

/// The formula written out, and an average over draws.
TEST(KlDivergence, FromNormalToGumbel) {
  const double expected = std::log(1.5) + (0.3 + 0.4) / 1.5 +
                          std::exp(0.5 * 0.64 / 2.25 - 0.7 / 1.5) -
                          (0.5 * std::log(2 * M_PI * M_E) + std::log(0.8));
  EXPECT_NEAR(Normal(0.3, 0.8).kl_divergence(Gumbel(-0.4, 1.5)).item(), expected, 1e-14);
  const KlDivergenceOptions options{.key = Key(1), .num_samples = 200'000};
  const Array x = Normal(0.3, 0.8).sample({options.num_samples}, options.key);
  EXPECT_NEAR(mean(Normal(0.3, 0.8).log_prob(x) - Gumbel(-0.4, 1.5).log_prob(x)).item(), expected,
              0.01);
}

TEST(KlDivergence, OnOneInterval) {
  const PERT p({.low = -1., .peak = 0.5, .high = 2., .temperature = 4.}),
      q({.low = -1., .peak = 1., .high = 2., .temperature = 3.}),
      r({.low = -1.5, .peak = 1., .high = 2., .temperature = 3.});
  expect_by_quadrature(p, q);
  EXPECT_FALSE(p.has_kl_divergence(r));
}

TEST(KlDivergence, OfTablesAndPowers) {
  const Array outcomes = array({-1., 0.5, 3.});
  const FiniteDiscrete p({.outcomes = outcomes, .probs = array({0.2, 0.3, 0.5})}),
      q({.outcomes = outcomes, .probs = array({0.6, 0.3, 0.1})});
  EXPECT_NEAR(p.kl_divergence(q).item(), 0.2 * std::log(0.2 / 0.6) + 0.5 * std::log(5.), 1e-15);
  EXPECT_FALSE(p.has_kl_divergence(
      FiniteDiscrete({.outcomes = outcomes + 1., .probs = array({0.6, 0.3, 0.1})})));
  const Zipf steep(6.), flat(3.5);
  const Array k = arange(1., 20'000.), mass = steep.prob(k);
  EXPECT_NEAR(steep.entropy().item(), -sum(mass * steep.log_prob(k)).item(), 1e-14);
  EXPECT_NEAR(steep.kl_divergence(flat).item(),
              sum(mass * (steep.log_prob(k) - flat.log_prob(k))).item(), 1e-14);
}

TEST(KlDivergence, OfNormalVectorsHoweverTheirScaleIsGiven) {
  const Array factor = array({{1.5, 0.}, {-0.5, 0.8}});
  const std::vector<Distribution> all{
      MultivariateNormalDiag({.loc = array({1., -2.}), .scale_diag = array({1.25, 0.5})}),
      MultivariateNormalTriL({.loc = array({0., -1.}), .scale_tril = factor}),
      MultivariateNormalFullCovariance(
          {.loc = array({0.5, -1.}), .covariance_matrix = matmul(factor, transpose(factor))}),
      MultivariateNormalLinearOperator(
          {.loc = array({0.5, 0.}), .scale = linalg::LinearOperatorLowerTriangular(factor)}),
      MultivariateNormalDiagPlusLowRank({.loc = 0.,
                                         .scale_diag = array({1.25, 0.5}),
                                         .scale_perturb_factor = array({{0.5}, {1.}})}),
      MultivariateNormalDiagPlusLowRankCovariance({.loc = 0.,
                                                   .cov_diag_factor = array({1.25, 0.5}),
                                                   .cov_perturb_factor = array({{0.5}, {1.}})})};
  for (const Distribution& p : all) {
    for (const Distribution& q : all) expect_by_draws(p, q);
  }
}

TEST(KlDivergence, IsInvariantUnderACommonBijector) {
  const Distribution p = Normal(0.5, 1.25), q = Normal(-1., 2.);
  const auto mapped = [](const Distribution& d, const Bijector& b) {
    return TransformedDistribution(d, b);
  };
  const bijectors::Exp exponential;
  EXPECT_EQ(mapped(p, exponential).kl_divergence(mapped(q, exponential)).item(),
            p.kl_divergence(q).item());
  const bijectors::Shift shift(2.);
  EXPECT_EQ(mapped(p, shift).kl_divergence(mapped(q, shift)).item(), p.kl_divergence(q).item());
  EXPECT_FALSE(mapped(p, shift).has_kl_divergence(mapped(q, bijectors::Shift(3.))));
  EXPECT_FALSE(mapped(p, shift).has_kl_divergence(mapped(q, bijectors::Exp())));
}

TEST(KlDivergence, OfCountsOfEqualTrials) {
  const Distribution p = Binomial({.total_count = 7., .probs = 0.3}),
                     q = Binomial({.total_count = 7., .probs = 0.6});
  double expected = 0;
  for (int k = 0; k <= 7; ++k) {
    const double log_p = p.log_prob(k).item();
    expected += std::exp(log_p) * (log_p - q.log_prob(k).item());
  }
  EXPECT_NEAR(p.kl_divergence(q).item(), expected, 1e-14);
  EXPECT_FALSE(p.has_kl_divergence(Binomial({.total_count = 8., .probs = 0.6})));
  const Distribution r = NegativeBinomial({.total_count = 2.5, .probs = 0.3}),
                     s = NegativeBinomial({.total_count = 2.5, .logits = 0.2});
  expected = 0;
  for (int k = 0; k <= 300; ++k) {
    const double log_p = r.log_prob(k).item();
    expected += std::exp(log_p) * (log_p - s.log_prob(k).item());
  }
  EXPECT_NEAR(r.kl_divergence(s).item(), expected, 1e-13);
}

TEST(KlDivergence, OfWishartMatrices) {
  // Of one row: 2 scale^2 times a gamma variable.
  const auto wishart = [](double df, double root) {
    return WishartTriL({.df = df, .scale_tril = array({{root}})});
  };
  const auto gamma = [](double df, double root) {
    return Gamma({.concentration = 0.5 * df, .rate = 0.5 / (root * root)});
  };
  EXPECT_NEAR(wishart(3.5, 0.5).kl_divergence(wishart(2., 1.25)).item(),
              gamma(3.5, 0.5).kl_divergence(gamma(2., 1.25)).item(), 1e-13);
  const Distribution p = WishartTriL({.df = 4., .scale_tril = array({{1., 0.}, {0.5, 2.}})}),
                     q = WishartTriL({.df = 6.5, .scale_tril = array({{0.75, 0.}, {-0.5, 1.}})});
  const Array draws = p.sample({20'000}, Key(1));
  const statistics::Estimate e =
      statistics::estimate((p.log_prob(draws) - q.log_prob(draws)).values());
  EXPECT_NEAR(p.kl_divergence(q).item(), e.mean, statistics::kMaxDeviation * e.error_of_mean);
}

TEST(KlDivergence, OfOneTrialAsOfMany) {
  const auto by_sum = [](const Distribution& p, const Distribution& q) {
    const Array k = arange(0., 400.), mass = p.prob(k), is_seen = mass > 0.;
    return sum(where(is_seen, mass * (p.log_prob(k) - q.log_prob(k)), 0.)).item();
  };
  const Distribution geometric = Geometric({.probs = 0.3});
  const Distribution same = Geometric({.logits = std::log(0.3 / 0.7)});
  const Distribution counts = NegativeBinomial({.total_count = 1., .probs = 0.4});
  for (const Distribution& p : {geometric, same}) {
    EXPECT_NEAR(p.kl_divergence(counts).item(), by_sum(p, counts), 1e-13);
    EXPECT_NEAR(counts.kl_divergence(p).item(), by_sum(counts, p), 1e-13);
  }
  const Distribution trial = Bernoulli({.logits = 0.5});
  const Distribution trials = Binomial({.total_count = 1., .probs = 0.2});
  EXPECT_NEAR(trial.kl_divergence(trials).item(),
              trial.kl_divergence(Bernoulli({.probs = 0.2})).item(), 1e-15);
  EXPECT_FALSE(trial.has_kl_divergence(Binomial({.total_count = 2., .probs = 0.2})));
  // Of two categories: binomial counts.
  const Distribution p = Multinomial({.total_count = 5., .probs = array({0.3, 0.7})}),
                     q = Multinomial({.total_count = 5., .probs = array({0.6, 0.4})});
  EXPECT_NEAR(p.kl_divergence(q).item(),
              Binomial({.total_count = 5., .probs = 0.3})
                  .kl_divergence(Binomial({.total_count = 5., .probs = 0.6}))
                  .item(),
              1e-14);
}

TEST(KlDivergence, OfDirections) {
  const Array north = array({0., 0., 1.}), east = array({0.6, 0., 0.8});
  const Distribution p = VonMisesFisher({.mean_direction = north, .concentration = 2.5}),
                     q = VonMisesFisher({.mean_direction = east, .concentration = 0.75});
  const Distribution uniform = SphericalUniform({.dimension = 3});
  const Distribution power = PowerSpherical({.mean_direction = east, .concentration = 3.});
  const Distribution wide = PowerSpherical({.mean_direction = east, .concentration = 0.5});
  EXPECT_NEAR(p.kl_divergence(p).item(), 0, 1e-14);
  EXPECT_NEAR(power.kl_divergence(power).item(), 0, 1e-14);
  for (const Distribution& from : {p, q, power, wide, uniform}) {
    for (const Distribution& to : {q, uniform}) expect_by_draws(from, to);
  }
  for (const Distribution& from : {power, wide, uniform}) expect_by_draws(from, power);
}

TEST(KlDivergence, IsEstimatedFromDrawsWhereThereIsNoClosedForm) {
  constexpr std::int64_t kNum = 40'000;
  const Distribution p = Normal(array({0.5, -1.}), 1.25), q = Logistic(0., array({{1.}, {2.}}));
  EXPECT_FALSE(p.has_kl_divergence(q));
  const Array estimate = p.kl_divergence(q, {.key = Key(5), .num_samples = kNum});
  EXPECT_EQ(estimate.shape(), (Shape{2, 2}));
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 2; ++j) {
      const Distribution own = p[j], other = q[{i, 0}];
      const Array draws = own.sample({kNum}, Key(6));
      const double error =
          statistics::estimate((own.log_prob(draws) - other.log_prob(draws)).values())
              .error_of_mean;
      // Six standard errors: false alarms at 2e-9 for each of the four.
      const double estimated = estimate[{i, j}].item();
      EXPECT_NEAR(estimated, by_quadrature(own, other), statistics::kMaxDeviation * error);
    }
  }
  // Exact where it can be.
  EXPECT_EQ(p.kl_divergence(p, {.key = Key(5)}).values(), p.kl_divergence(p).values());
}

TEST(KlDivergence, EstimatesCarryGradients) {
  const auto loss = [](const Array& scale) {
    const TransformedDistribution scaled(Normal(0., 1.), bijectors::Scale({.scale = scale}));
    return scaled.kl_divergence(Laplace(0., 1.), {.key = Key(2), .num_samples = 40'000});
  };
  // E[-log p + log q] = -log scale + scale sqrt(2 / pi) + constants; the slope is a mean of |z|,
  // whose standard error is 0.603 / 200.
  const auto [value, slope] = value_and_grad(loss)(Array(2.));
  EXPECT_NEAR(slope.item(), -0.5 + std::sqrt(2 / std::numbers::pi), 6 * 0.603 / 200);
}

TEST(KlDivergence, SaysWhatToDoWhereThereIsNone) {
  EXPECT_EQ(message_of([] { Normal(0., 1.).kl_divergence(Logistic(0., 1.)); }),
            "kl_divergence: no closed form for Normal and Logistic; kl_divergence(other, {.key = "
            "..., .num_samples = ...}) estimates it from draws");
  EXPECT_EQ(message_of([] { Normal(0., 1.).kl_divergence(Sample(Normal(0., 1.), {2})); }),
            "kl_divergence: both must have one event shape, got Normal(batch_shape=[], "
            "event_shape=[], dtype=float64) and Sample(batch_shape=[], event_shape=[2], "
            "dtype=float64)");
  EXPECT_EQ(message_of([] {
              Normal(0., 1.).kl_divergence(Logistic(0., 1.), {.key = Key(1), .num_samples = 0});
            }),
            "kl_divergence: num_samples must be positive, got 0");
}

TEST(SampleAndLogProb, OfTransformedDrawsNeedsNoInverse) {
  const Distribution d =
      Independent(TransformedDistribution(Normal(array({0., 1.}), 2.), bijectors::Softplus()),
                  {.reinterpreted_batch_ndims = 1});
  const auto [draw, log_prob] = d.sample_and_log_prob({100}, Key(3));
  EXPECT_EQ(draw.values(), d.sample({100}, Key(3)).values());
  const std::vector<double> known = log_prob.values(), inverted = d.log_prob(draw).values();
  for (std::size_t i = 0; i < known.size(); ++i)
    EXPECT_NEAR(known[i], inverted[i], 1e-9 * (1 + std::abs(inverted[i])));
  // The density of exp(90 z) at a draw does not depend on whether the map can be inverted there.
  const Distribution far = TransformedDistribution(Normal(0., 200.), bijectors::Sigmoid());
  for (const double value : far.sample_and_log_prob({1000}, Key(1)).second.values())
    EXPECT_TRUE(std::isfinite(value));
}

}  // namespace
}  // namespace aleator
