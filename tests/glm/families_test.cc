// SPDX-License-Identifier: Apache-2.0
// Tests the rules of families against distributions, derivatives by differentiation, and extremes.
#include "aleator/glm/families.h"

#include <limits>

#include "tests/glm/support.h"
#include "tests/support/message.h"

namespace aleator {
namespace {

using namespace testing;
namespace tfd = distributions;

const Array kLinear = array({-3.1, -0.7, 0.2, 1.4, 2.6});

struct Pair {
  glm::ExponentialFamily family;
  Distribution distribution;
  Array response;
};

std::vector<Pair> pairs() {
  const Array r = kLinear, m = exp(r), s = softplus(r);
  const Array binary = array({0., 1., 1., 0., 1.}), count = array({0., 1., 3., 4., 17.});
  const Array positive = array({0.1, 0.4, 1.3, 5., 12.}), real = array({-2., 0.3, 0., 1., 4.});
  const double log2 = std::log(2.), sd = std::sqrt(log2);
  const auto negative_binomial = [](const Array& mean) {
    return tfd::NegativeBinomial({.total_count = 2.5, .probs = mean / (mean + 2.5)});
  };
  return {
      {glm::Bernoulli(), tfd::Bernoulli({.logits = r}), binary},
      {glm::BernoulliNormalCDF(), tfd::Bernoulli({.probs = ndtr(r)}), binary},
      {glm::Binomial({.total_count = 20.}), tfd::Binomial({.total_count = 20., .logits = r}),
       count},
      {glm::Normal({.scale = 1.5}), tfd::Normal(r, 1.5), real},
      {glm::NormalReciprocal(), tfd::Normal(1. / r, 1.), real},
      {glm::LogNormal(), tfd::LogNormal({.loc = r - log2 / 2, .scale = sd}), positive},
      {glm::LogNormalSoftplus(), tfd::LogNormal({.loc = log(s) - log2 / 2, .scale = sd}), positive},
      {glm::Poisson(), tfd::Poisson({.rate = m}), count},
      {glm::PoissonSoftplus(), tfd::Poisson({.rate = s}), count},
      {glm::GammaExp({.concentration = 3.}), tfd::Gamma({.concentration = 3., .rate = 3. / m}),
       positive},
      {glm::GammaSoftplus(), tfd::Gamma({.concentration = 1., .rate = 1. / s}), positive},
      {glm::NegativeBinomial({.total_count = 2.5}), negative_binomial(m), count},
      {glm::NegativeBinomialSoftplus({.total_count = 2.5}), negative_binomial(s), count}};
}

TEST(Families, AreTheDistributionsTheySay) {
  for (const Pair& p : pairs()) {
    SCOPED_TRACE(p.family.to_string());
    const glm::FamilyMoments moments = p.family(kLinear);
    expect_near(moments.mean, p.distribution.mean(), 1e-12);
    expect_near(moments.variance, p.distribution.variance(), 1e-12);
    expect_near(p.family.log_prob(p.response, kLinear), p.distribution.log_prob(p.response), 1e-12);
    const auto mean = [&](const Array& r) { return sum(p.family(r).mean); };
    expect_near(moments.grad_mean, grad(mean)(kLinear), 1e-12);
    expect_near(p.family.rules().score_factor(kLinear),
                moments.grad_mean / p.family.rules().variance(kLinear), 1e-12);
  }
}

TEST(Families, DeviancesAreDistancesFromAPerfectFit) {
  for (const Pair& p : pairs()) {
    SCOPED_TRACE(p.family.to_string());
    // The slope is -2 (y - mean) mean' / variance, and means that are responses have deviance 0.
    const auto deviance = [&](const Array& r) { return sum(p.family.deviance(p.response, r)); };
    const glm::FamilyMoments m = p.family(kLinear);
    const Array variance = p.family.rules().variance(kLinear);
    expect_near(grad(deviance)(kLinear), -2. * (p.response - m.mean) * m.grad_mean / variance,
                1e-11);
    expect_near(p.family.deviance(m.mean, kLinear), zeros({5}), 1e-13);
    EXPECT_GE(min(p.family.deviance(p.response, kLinear)).item(), 0);
  }
}

TEST(Families, TailsStayFinite) {
  const Array far = array({-600., -40., 40., 600.});
  for (const char* name : {"Bernoulli", "BernoulliNormalCDF", "Poisson", "PoissonSoftplus"}) {
    SCOPED_TRACE(name);
    const glm::ExponentialFamily family = MadeUpRows().of(name).family;
    const Array d = family.deviance(array({0., 1., 0., 1.}), far);
    EXPECT_TRUE(all(is_finite(d)).item<bool>()) << d;
  }
  // 2 log(1 + exp(40)), to the last digit.
  EXPECT_NEAR(glm::Bernoulli().deviance(array({1.}), array({-40.})).item(), 80., 1e-12);
}

TEST(Families, Messages) {
  const glm::CustomExponentialFamily custom(
      {.linear_model_to_mean_fn = [](const Array& r) { return r; },
       .variance_fn = [](const Array& m) { return ones_like(m); },
       .log_prob_fn = [](const Array& y, const Array& m) { return -square(y - m); }});
  EXPECT_EQ(message_of([&] { custom.deviance(kLinear, kLinear); }),
            "CustomExponentialFamily: the deviance needs a deviance_fn, and none was given");
  EXPECT_EQ(message_of([] { glm::Normal({.scale = 0.}); }),
            "Normal: parameter 'scale' must be positive, got 0");
}

}  // namespace
}  // namespace aleator
