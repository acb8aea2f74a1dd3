// SPDX-License-Identifier: Apache-2.0
// Tests that the pairs of families whose divergence is known in closed form are: those that
// TensorFlow Probability registers, and more; each against the average over draws.
#include "aleator/aleator.h"

#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/statistics.h"

namespace aleator {
namespace {

using namespace distributions;

struct Pair {
  std::string name;
  Distribution p, q;
};
std::ostream& operator<<(std::ostream& out, const Pair& pair) { return out << pair.name; }

/// Both orders where `both`.
struct Pairs {
  std::vector<Pair> all;
  void add(const std::string& name, const Distribution& p, const Distribution& q) {
    all.push_back({name, p, q});
  }
  void add_both(const std::string& name, const Distribution& p, const Distribution& q) {
    add(name, p, q);
    add(name + "Reversed", q, p);
  }
};

/// Of one family of numbers.
Pairs pairs_of_numbers() {
  Pairs pairs;
  pairs.add("Beta", Beta(2.5, 1.5), Beta(1.25, 3.));
  pairs.add("Cauchy", Cauchy(0.5, 1.25), Cauchy(-0.5, 2.));
  pairs.add("Chi", Chi({.df = 3.5}), Chi({.df = 2.}));
  pairs.add("Chi2", Chi2({.df = 3.5}), Chi2({.df = 2.}));
  pairs.add("ContinuousBernoulli", ContinuousBernoulli({.probs = 0.3}),
            ContinuousBernoulli({.logits = 0.75}));
  pairs.add("ExpGamma", ExpGamma({.concentration = 2.5, .rate = 0.75}),
            ExpGamma({.concentration = 1.5, .log_rate = 0.25}));
  pairs.add("ExpInverseGamma", ExpInverseGamma({.concentration = 2.5, .scale = 0.75}),
            ExpInverseGamma({.concentration = 1.5, .log_scale = 0.25}));
  pairs.add("Gamma", Gamma({.concentration = 2.5, .rate = 0.75}),
            Gamma({.concentration = 1.5, .log_rate = 0.25}));
  pairs.add("Gumbel", Gumbel(0.5, 1.25), Gumbel(-0.5, 2.));
  pairs.add("HalfNormal", HalfNormal({.scale = 1.25}), HalfNormal({.scale = 2.}));
  pairs.add("Laplace", Laplace(0.5, 1.25), Laplace(-0.5, 2.));
  pairs.add("LogitNormal", LogitNormal(0.5, 1.25), LogitNormal(-0.5, 2.));
  pairs.add("LogNormal", LogNormal(0.5, 1.25), LogNormal(-0.5, 2.));
  pairs.add("Moyal", Moyal(0.5, 1.25), Moyal(-0.5, 2.));
  pairs.add("Normal", Normal(0.5, 1.25), Normal(-0.5, 2.));
  pairs.add("Pareto", Pareto({.concentration = 2.5, .scale = 1.5}),
            Pareto({.concentration = 1.5, .scale = 1.}));
  pairs.add("Uniform", Uniform(0., 1.), Uniform(-0.5, 2.));
  pairs.add("VonMises", VonMises(0.5, 1.25), VonMises(-0.5, 2.));
  pairs.add("Weibull", Weibull({.concentration = 1.75, .scale = 2.}),
            Weibull({.concentration = 1.25, .scale = 1.}));
  // Not in TensorFlow Probability.
  pairs.add("GeneralizedNormal", GeneralizedNormal(0.5, 1.25, 1.5),
            GeneralizedNormal(0.5, 2., 2.5));
  pairs.add("HalfCauchy", HalfCauchy(0., 1.25), HalfCauchy(0., 2.));
  pairs.add("InverseGamma", InverseGamma(2.5, 0.75), InverseGamma(1.5, 2.));
  pairs.add("InverseGaussian", InverseGaussian(1.5, 2.), InverseGaussian(0.75, 3.5));
  pairs.add("SigmoidBeta", SigmoidBeta({.concentration1 = 2.5, .concentration0 = 1.5}),
            SigmoidBeta({.concentration1 = 1.25, .concentration0 = 3.}));
  pairs.add("StudentTToNormal", StudentT(5., 0.5, 1.25), Normal(-0.5, 2.));
  pairs.add("TruncatedNormal", TruncatedNormal(0.5, 1.25, -1., 2.),
            TruncatedNormal(-0.5, 2., -1.5, 2.));
  return pairs;
}

/// Of two families.
Pairs pairs_of_families() {
  Pairs pairs;
  const Distribution gamma = Gamma({.concentration = 2.5, .rate = 0.75});
  pairs.add_both("Chi2Gamma", Chi2({.df = 3.5}), gamma);
  pairs.add_both("ExponentialGamma", Exponential({.rate = 1.5}), gamma);
  pairs.add("WeibullGamma", Weibull({.concentration = 1.75, .scale = 2.}), gamma);
  pairs.add_both("WeibullExponential", Weibull({.concentration = 1.75, .scale = 2.}),
                 Exponential({.rate = 1.5}));
  const Distribution far =
      PowerSpherical({.mean_direction = array({0.6, 0., 0.8}), .concentration = 3.});
  const Distribution fisher =
      VonMisesFisher({.mean_direction = array({0., 0., 1.}), .concentration = 1.5});
  const Distribution uniform = SphericalUniform({.dimension = 3});
  pairs.add("PowerSphericalVonMisesFisher", far, fisher);
  pairs.add("PowerSphericalSphericalUniform", far, uniform);
  pairs.add("VonMisesFisherSphericalUniform", fisher, uniform);
  const auto kernel =
      math::psd_kernels::ExponentiatedQuadratic({.amplitude = 1.5, .length_scale = 0.75});
  const Array points = array({{0.}, {0.5}, {1.5}});
  const Distribution process = GaussianProcess(
      {.kernel = kernel, .index_points = points, .observation_noise_variance = 0.25});
  pairs.add_both(
      "GaussianProcessMultivariateNormal", process,
      MultivariateNormalDiag({.loc = array({0.5, 0., 1.}), .scale_diag = array({1., 1.5, 1.25})}));
  return pairs;
}

/// Counts and classes.
Pairs pairs_of_counts() {
  Pairs pairs;
  const Array logits = array({0.5, -1., 0.25}), other = array({0., 0.5, -0.5});
  const Array cutpoints = array({-1., 0.5, 1.});
  pairs.add("Bernoulli", Bernoulli({.probs = 0.3}), Bernoulli({.logits = 0.75}));
  pairs.add("Categorical", Categorical({.logits = logits}), Categorical({.logits = other}));
  pairs.add("OneHotCategorical", OneHotCategorical({.logits = logits}),
            OneHotCategorical({.logits = other}));
  pairs.add("OrderedLogistic", OrderedLogistic({.cutpoints = cutpoints, .loc = 0.5}),
            OrderedLogistic({.cutpoints = cutpoints, .loc = -0.25}));
  pairs.add("ProbitBernoulli", ProbitBernoulli({.probs = 0.3}), ProbitBernoulli({.probits = 0.75}));
  pairs.add("StoppingRatioLogistic", StoppingRatioLogistic({.cutpoints = cutpoints, .loc = 0.5}),
            StoppingRatioLogistic({.cutpoints = cutpoints, .loc = -0.25}));
  // Not in TensorFlow Probability.
  pairs.add("Binomial", Binomial({.total_count = 7., .probs = 0.3}),
            Binomial({.total_count = 7., .probs = 0.6}));
  pairs.add("FiniteDiscrete", FiniteDiscrete({.outcomes = array({1., 2., 4.}), .logits = logits}),
            FiniteDiscrete({.outcomes = array({1., 2., 4.}), .logits = other}));
  pairs.add("Geometric", Geometric({.probs = 0.3}), Geometric({.probs = 0.5}));
  pairs.add("Multinomial", Multinomial({.total_count = 5., .logits = logits}),
            Multinomial({.total_count = 5., .logits = other}));
  pairs.add("NegativeBinomial", NegativeBinomial({.total_count = 2.5, .probs = 0.3}),
            NegativeBinomial({.total_count = 2.5, .probs = 0.4}));
  pairs.add("Poisson", Poisson({.rate = 2.5}), Poisson({.log_rate = 0.5}));
  pairs.add("Zipf", Zipf(3.5), Zipf(2.5));
  return pairs;
}

/// Vectors and matrices.
Pairs pairs_of_events() {
  Pairs pairs;
  const Array factor = array({{1.5, 0.}, {-0.5, 0.8}});
  const Array row = array({{1., 0.}, {0.5, 2.}}), loc = array({{0.5, 1.}, {0., -1.}});
  const auto of = [](const Array& tril) { return linalg::LinearOperatorLowerTriangular(tril); };
  pairs.add("Dirichlet", Dirichlet({.concentration = array({1.5, 2.5, 3.})}),
            Dirichlet({.concentration = array({2., 1.25, 1.5})}));
  pairs.add(
      "MatrixNormal",
      MatrixNormalLinearOperator({.loc = loc, .scale_row = of(row), .scale_column = of(factor)}),
      MatrixNormalLinearOperator(
          {.loc = zeros({2, 2}), .scale_row = of(factor), .scale_column = of(row)}));
  pairs.add("MultivariateNormal",
            MultivariateNormalTriL({.loc = array({0., -1.}), .scale_tril = factor}),
            MultivariateNormalDiag({.loc = array({1., -2.}), .scale_diag = array({1.25, 0.5})}));
  pairs.add("Deterministic", Deterministic({.loc = 0.5}), Normal(0., 2.));
  pairs.add("VectorDeterministic", VectorDeterministic({.loc = array({0.5, 1.})}),
            MultivariateNormalTriL({.loc = array({0., -1.}), .scale_tril = factor}));
  // Not in TensorFlow Probability.
  pairs.add("Wishart", WishartTriL({.df = 4., .scale_tril = row}),
            WishartTriL({.df = 6.5, .scale_tril = factor}));
  pairs.add("LKJ", LKJ({.dimension = 3, .concentration = 1.5}),
            LKJ({.dimension = 3, .concentration = 2.5}));
  pairs.add("CholeskyLKJ", CholeskyLKJ({.dimension = 3, .concentration = 1.5}),
            CholeskyLKJ({.dimension = 3, .concentration = 2.5}));
  return pairs;
}

/// What is made of others.
Pairs pairs_of_wrappers() {
  Pairs pairs;
  const Distribution p = Normal(array({0.5, -1.}), 1.25), q = Normal(0., array({2., 1.5}));
  pairs.add("Independent", Independent(p, {.reinterpreted_batch_ndims = 1}),
            Independent(q, {.reinterpreted_batch_ndims = 1}));
  pairs.add("Sample", Sample(Normal(0.5, 1.25), {3}), Sample(Normal(-0.5, 2.), {3}));
  const Distribution vector = MultivariateNormalTriL(
      {.loc = array({1., -2.}), .scale_tril = array({{1.5, 0.}, {0.5, 1.}})});
  pairs.add_both("IndependentMultivariateNormal", Independent(p, {.reinterpreted_batch_ndims = 1}),
                 vector);
  pairs.add_both("SampleMultivariateNormal", Sample(Normal(0.5, 1.25), {2}), vector);
  pairs.add_both("SampleIndependent", Sample(Normal(0.5, 1.25), {2}),
                 Independent(q, {.reinterpreted_batch_ndims = 1}));
  const bijectors::Exp exponential;
  pairs.add("TransformedDistribution", TransformedDistribution(Normal(0.5, 1.25), exponential),
            TransformedDistribution(Normal(-0.5, 2.), exponential));
  pairs.add(
      "Blockwise",
      Blockwise({.distributions = {Normal(0.5, 1.25), Gamma({.concentration = 2., .rate = 1.})}}),
      Blockwise({.distributions = {Normal(-0.5, 2.), Gamma({.concentration = 1.5, .rate = 2.})}}));
  pairs.add("Masked", Masked({.distribution = Normal(0.5, 1.25), .validity_mask = true}),
            Masked({.distribution = Normal(-0.5, 2.), .validity_mask = true}));
  pairs.add("BatchReshape", BatchReshape({.distribution = Normal(0.5, 1.25)}),
            BatchReshape({.distribution = Normal(-0.5, 2.)}));
  pairs.add("BatchBroadcast",
            BatchBroadcast({.distribution = Normal(0.5, 1.25), .to_shape = Shape{}}),
            BatchBroadcast({.distribution = Normal(-0.5, 2.), .to_shape = Shape{}}));
  return pairs;
}

std::vector<Pair> all_pairs() {
  std::vector<Pair> all;
  for (const Pairs& some : {pairs_of_numbers(), pairs_of_families(), pairs_of_counts(),
                            pairs_of_events(), pairs_of_wrappers()})
    all.insert(all.end(), some.all.begin(), some.all.end());
  return all;
}

class DivergencePairs : public testing::TestWithParam<Pair> {};

// Each may fail by chance less than once in 10^9 runs.
TEST_P(DivergencePairs, AgreeWithDraws) {
  const auto& [name, p, q] = GetParam();
  ASSERT_TRUE(p.has_kl_divergence(q));
  const Array draws = p.sample({20'000}, Key(17));
  const statistics::Estimate e =
      statistics::estimate((p.log_prob(draws) - q.log_prob(draws)).values());
  const double closed = p.kl_divergence(q).item();
  EXPECT_NEAR(closed, e.mean, statistics::kMaxDeviation * e.error_of_mean + 1e-11);
  EXPECT_GT(closed, 0);
  if (p.has_kl_divergence(p)) {
    EXPECT_NEAR(p.kl_divergence(p).item(), 0, 1e-12);
  }
}

INSTANTIATE_TEST_SUITE_P(, DivergencePairs, testing::ValuesIn(all_pairs()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace aleator
