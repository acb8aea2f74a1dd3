// SPDX-License-Identifier: Apache-2.0
// Laws of handlers.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

namespace aleator::ppl {
namespace {

namespace tfd = distributions;

const Array kSigma = array({15., 10., 16.});

void schools(Scope& s) {
  const Array mu = s.sample("mu", tfd::Normal(0., 5.));
  const Array tau = s.sample("tau", tfd::HalfCauchy(0., 5.));
  const Array theta = s.sample("theta", tfd::Normal(mu, tau), {.plate = {"school", 3}});
  s.deterministic("range", max(theta) - min(theta));
  s.sample("y", tfd::Normal(theta, kSigma), {.plate = {"school", 3}});
}
const Program kSchools = schools;

void expect_equal(const Values& a, const Values& b) {
  ASSERT_EQ(a.names(), b.names());
  for (const std::string& name : a.names()) EXPECT_EQ(a[name].values(), b[name].values()) << name;
}

TEST(Trace, RecordsSitesInOrder) {
  const Trace run = trace(kSchools, Key(1));
  EXPECT_EQ(run.names(), (std::vector<std::string>{"mu", "tau", "theta", "range", "y"}));
  EXPECT_EQ(run["theta"].value->shape(), Shape({3}));
  EXPECT_EQ(run["theta"].plates.list[0].name, "school");
  EXPECT_EQ(run["range"].kind, SiteKind::deterministic);
  EXPECT_FALSE(run["y"].is_observed);
}

TEST(Trace, MembersOfAPlateAreDrawnIndependently) {
  const std::vector<double> theta = trace(kSchools, Key(1))["theta"].value->values();
  EXPECT_NE(theta[0], theta[1]);
  EXPECT_NE(theta[1], theta[2]);
}

TEST(Trace, DrawsDoNotDependOnTheOrderOfOtherSites) {
  const Program one = [](Scope& s) { s.sample("a", tfd::Normal(0., 1.)); };
  const Program two = [](Scope& s) {
    s.sample("b", tfd::Normal(0., 1.));
    s.sample("a", tfd::Normal(0., 1.));
  };
  const Trace first = trace(one, Key(3)), second = trace(two, Key(3));
  EXPECT_EQ(first["a"].value->item(), second["a"].value->item());
  EXPECT_NE(second["a"].value->item(), second["b"].value->item());
}

TEST(Handlers, ReplayOfATraceIsTheTrace) {
  const Trace run = trace(kSchools, Key(2));
  const Trace again = trace(handle(kSchools, replay(run)), Key(77));
  expect_equal(again.values(), run.values());
  EXPECT_EQ(again.log_prob().item(), run.log_prob().item());
}

TEST(Handlers, PartsAddUpToTheLogDensity) {
  const Trace run = trace(kSchools, Key(2));
  double total = 0;
  for (const NamedValue& part : run.log_prob_parts()) total += part.value.item();
  EXPECT_NEAR(run.log_prob().item(), total, 1e-12);
  const double mu = run["mu"].value->item(), tau = run["tau"].value->item();
  const Array theta = *run["theta"].value, y = *run["y"].value;
  const double by_hand = tfd::Normal(0., 5.).log_prob(mu).item() +
                         tfd::HalfCauchy(0., 5.).log_prob(tau).item() +
                         sum(tfd::Normal(mu, tau).log_prob(theta)).item() +
                         sum(tfd::Normal(theta, kSigma).log_prob(y)).item();
  EXPECT_NEAR(total, by_hand, 1e-12);
}

TEST(Handlers, ConditionedValuesCountAndAreNotDrawn) {
  const Array y = array({28., 8., -3.});
  const Program conditioned = handle(kSchools, condition({{"y", y}}));
  const Trace run = trace(conditioned, Key(4));
  EXPECT_TRUE(run["y"].is_observed);
  EXPECT_EQ(run["y"].value->values(), y.values());
  // What does not depend on it is drawn as before.
  EXPECT_EQ(run["theta"].value->values(), trace(kSchools, Key(4))["theta"].value->values());
  EXPECT_NEAR(run.log_prob_parts()["y"].item(),
              sum(tfd::Normal(*run["theta"].value, kSigma).log_prob(y)).item(), 1e-12);
  // The inner one wins.
  const Program twice = handle(conditioned, replay({{"y", zeros({3})}}));
  EXPECT_EQ(trace(twice, Key(4))["y"].value->values(), y.values());
}

TEST(Handlers, InterventionCutsWhatASiteDependsOn) {
  const Program set = handle(kSchools, intervene({{"theta", 2.}}));
  const Trace run = trace(set, Key(5));
  EXPECT_EQ(run["theta"].value->values(), (std::vector<double>{2, 2, 2}));
  EXPECT_FALSE(run.log_prob_parts().contains("theta"));
  EXPECT_NEAR(run.log_prob_parts()["y"].item(),
              sum(tfd::Normal(2., kSigma).log_prob(*run["y"].value)).item(), 1e-12);
  // mu is a choice still, of which nothing follows any more.
  EXPECT_EQ(run["mu"].value->item(), trace(kSchools, Key(5))["mu"].value->item());
}

TEST(Handlers, TheLastWordIsThatOfTheOutermostConditionOrIntervention) {
  const Program first = handle(kSchools, condition({{"mu", 1.}}));
  EXPECT_EQ(trace(handle(first, condition({{"mu", 2.}})), Key(1))["mu"].value->item(), 2);
  const Trace set = trace(handle(first, intervene({{"mu", 3.}})), Key(1));
  EXPECT_EQ(set["mu"].value->item(), 3);
  EXPECT_FALSE(set["mu"].is_observed);
}

TEST(Handlers, BlockHidesFromThoseFurtherOut) {
  const Program inner = handle(kSchools, replay({{"mu", 1.}}));
  const Trace run = trace(handle(inner, block({"mu"})), Key(6));
  EXPECT_EQ(run.names(), (std::vector<std::string>{"tau", "theta", "range", "y"}));
  EXPECT_FALSE(run.log_prob_parts().contains("mu"));
}

TEST(Handlers, MaskAndScaleAct) {
  const Array is_counted = array<bool>({true, false, true});
  const auto is_y = [](const Site& site) { return site.name == "y"; };
  const Trace plain = trace(kSchools, Key(7));
  const std::vector<double> each = plain["y"].log_prob().values();
  const Trace masked = trace(handle(kSchools, only(is_y, mask(is_counted))), Key(7));
  EXPECT_NEAR(masked.log_prob_parts()["y"].item(), each[0] + each[2], 1e-12);
  const Trace scaled = trace(handle(kSchools, only(is_y, scale(2.5))), Key(7));
  EXPECT_NEAR(scaled.log_prob_parts()["y"].item(), 2.5 * plain.log_prob_parts()["y"].item(), 1e-12);
  EXPECT_EQ(scaled.log_prob_parts()["mu"].item(), plain.log_prob_parts()["mu"].item());
  const Trace thrice = trace(handle(handle(kSchools, scale(3.)), scale(2.)), Key(7));
  EXPECT_NEAR(thrice.log_prob().item(), 6 * plain.log_prob().item(), 1e-10);
}

TEST(Handlers, MissingObservationsAreMaskedWithTheirGradients) {
  const Array y = array({1., std::nan("")}), is_counted = array<bool>({true, false});
  const auto density = [&](const Array& x) {
    const Program model = [&](Scope& s) {
      Scope masked = s.with(mask(is_counted));
      masked.observe("y", tfd::Normal(x, 2.), y, {.plate = {"n", 2}});
    };
    return score(model, {}).log_prob();
  };
  EXPECT_NEAR(density(3.).item(), tfd::Normal(3., 2.).log_prob(1.).item(), 1e-14);
  EXPECT_NEAR(grad(density)(Array(3.)).item(), -0.5, 1e-14);
}

TEST(Handlers, PartsOfModelsHaveTheirName) {
  const Program both = [](Scope& s) {
    s.call("left", kSchools);
    s.call("right", handle(kSchools, condition({{"mu", 3.}})));
  };
  const Trace run = trace(both, Key(8));
  EXPECT_EQ(run["right/mu"].value->item(), 3);
  EXPECT_TRUE(run["right/mu"].is_observed);
  EXPECT_NE(run["left/mu"].value->item(), 3);
  EXPECT_EQ(run.names().size(), 10);
}

TEST(Handlers, NoncentredFormsHaveTheSameDensity) {
  const Program raw = handle(kSchools, reparameterize({"theta"}));
  const Trace run = trace(raw, Key(9));
  const double mu = run["mu"].value->item(), tau = run["tau"].value->item();
  const std::vector<double> theta = run["theta"].value->values(),
                            z = run["theta_raw"].value->values();
  double log_det = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(theta[i], mu + tau * z[i], 1e-12);
    log_det += std::log(tau);
  }
  const Trace centred = score(kSchools, run.values());
  EXPECT_NEAR(run.log_prob().item(), centred.log_prob().item() + log_det, 1e-10);
}

TEST(Handlers, EveryNoncentredFamilyHasTheSameDensity) {
  const Array scale = array({{2., 0.}, {1., 3.}});
  const std::vector<Distribution> all{
      tfd::StudentT({.df = 4., .loc = 1., .scale = 2.}), tfd::Cauchy(1., 2.), tfd::Laplace(1., 2.),
      tfd::Logistic(1., 2.), tfd::Gumbel(1., 2.), tfd::LogNormal(1., 2.),
      tfd::MultivariateNormalDiag({.loc = array({1., 2.}), .scale_diag = array({3., 4.})}),
      tfd::MultivariateNormalTriL({.loc = array({1., 2.}), .scale_tril = scale}),
      tfd::Independent(tfd::Normal(array({1., 2., 3.}), array({4., 5., 6.})),
                       {.reinterpreted_batch_ndims = 1}),
      tfd::Sample(tfd::LogNormal(0.1, 0.2), {3}),
      // Members of the plate differ, so that draws within one must know which they are of.
      tfd::Sample(tfd::Normal(array({1., 5.}), array({2., 3.})), {3}),
      tfd::Sample(tfd::Independent(tfd::Normal(array({{1., 2.}, {3., 4.}}), 2.),
                                   {.reinterpreted_batch_ndims = 1}),
                  {3})};
  for (const Distribution& d : all) {
    const Program model = [&](Scope& s) { s.sample("x", d, {.plate = {"n", 2}}); };
    const Trace run = trace(handle(model, reparameterize({"x"})), Key(10));
    const Array x = *run["x"].value, z = *run["x_raw"].value;
    EXPECT_EQ(x.shape(), Shape({2}) + d.event_shape());
    // p(x) = p(z) / |dx/dz|, whose determinant is that of the Jacobian by columns.
    const auto from_raw = [&](const Array& raw) {
      const Program given = handle(model, reparameterize({"x"}));
      return ravel(*score(given, {{"x_raw", reshape(raw, z.shape())}})["x"].value);
    };
    const Array j = jacobian(from_raw)(ravel(z));
    const double log_det = sum(log(diagonal(j))).item();
    EXPECT_NEAR(run.log_prob().item(), sum(d.log_prob(x)).item() + log_det, 1e-9) << d;
  }
}

}  // namespace
}  // namespace aleator::ppl
