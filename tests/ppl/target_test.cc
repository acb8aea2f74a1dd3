// SPDX-License-Identifier: Apache-2.0
// Targets of models, what posteriors report of them, and predictions.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

namespace aleator::ppl {
namespace {

namespace tfd = distributions;
namespace tfb = bijectors;

const Array kY = array({2.8, 0.8, -0.3}), kSigma = array({1.5, 1., 1.6});

JointDistribution schools() {
  return JointDistribution([](Scope& s) {
           const Array mu = s.sample("mu", tfd::Normal(0., 5.));
           const Array tau = s.sample("tau", tfd::HalfCauchy(0., 5.));
           const Array theta = s.sample("theta", tfd::Normal(mu, tau), {.plate = {"school", 3}});
           s.deterministic("spread", max(theta) - min(theta));
           s.sample("y", tfd::Normal(theta, kSigma), {.plate = {"school", 3}});
         })
      .condition({{"y", kY}});
}

TEST(Target, IsTheJointDensityOfLatentChoices) {
  const LogDensity target = make_target(schools());
  EXPECT_EQ(target.names(), (std::vector<std::string>{"mu", "tau", "theta"}));
  EXPECT_EQ(target.shapes()[2], Shape({3}));
  const Array theta = array({1., 2., 3.});
  EXPECT_NEAR(target({0.5, 2., theta}).item(),
              schools().log_prob({{"mu", 0.5}, {"tau", 2.}, {"theta", theta}}).item(), 1e-12);
}

TEST(Target, AutoTakesNoncentredFormsWhereParametersAreChoices) {
  const auto names = [](const Reparameterize& r) {
    return make_target(schools(), {.reparameterize = r}).names();
  };
  EXPECT_EQ(names(Off), (std::vector<std::string>{"mu", "tau", "theta"}));
  EXPECT_EQ(names(Auto), (std::vector<std::string>{"mu", "tau", "theta_raw"}));
  EXPECT_EQ(names(All), (std::vector<std::string>{"mu_raw", "tau", "theta_raw"}));
  EXPECT_EQ(names({"mu"}), (std::vector<std::string>{"mu_raw", "tau", "theta"}));
}

TEST(Target, PosteriorsReportSitesByName) {
  const stats::Posterior p = mcmc::sample(make_target(schools(), {.reparameterize = Auto}),
                                          {.num_draws = 300, .seed = 1, .show_progress = false});
  std::vector<std::string> names;
  for (const stats::NamedDraws& quantity : p.quantities()) names.push_back(quantity.name);
  EXPECT_EQ(names, (std::vector<std::string>{"mu", "tau", "theta", "spread"}));
  EXPECT_EQ(p["theta"].shape(), Shape({8, 300, 3}));
  EXPECT_EQ(p.quantities()[2].dims, (std::vector<std::string>{"school"}));
  EXPECT_TRUE(p.quantities()[0].dims.empty());
  const Array theta = p["theta"];
  const Array spread = max(theta, {.axes = {2}}) - min(theta, {.axes = {2}});
  EXPECT_EQ(max(abs(spread - p["spread"])).item(), 0);
}

TEST(Target, PartsOfModelsAreSampledUnderTheirNames) {
  const JointDistribution both([](Scope& s) {
    s.call("left", schools());
    s.call("right", schools().intervene({{"tau", 2.}}));
  });
  EXPECT_EQ(make_target(both, {.reparameterize = Auto}).names(),
            (std::vector<std::string>{"left/mu", "left/tau", "left/theta_raw", "right/mu",
                                      "right/theta_raw"}));
}

TEST(Target, MembersOfPlatesHaveTheirNamesInSummaries) {
  const Plate school{.name = "school", .size = 2, .coordinates = {"Choate", "Deerfield"}};
  const JointDistribution model([=](Scope& s) {
    s.sample("theta", tfd::MultivariateNormalDiag({.loc = zeros({2}), .scale_diag = ones({2})}),
             {.plate = {school}});
  });
  const stats::Posterior p = mcmc::sample(
      make_target(model),
      {.num_chains = 2, .num_warmup = 50, .num_draws = 20, .seed = 1, .show_progress = false});
  EXPECT_EQ(p.quantities()[0].dims, (std::vector<std::string>{"school", ""}));
  EXPECT_EQ(p.summary().quantities[1].name, "theta[Choate, 1]");
  EXPECT_EQ(p.summary().quantities[2].name, "theta[Deerfield, 0]");
}

JointDistribution uniform_below() {
  return JointDistribution([](Scope& s) {
    const Array high = s.sample("high", tfd::Gamma({.concentration = 3., .rate = 1.}));
    s.sample("x", tfd::Uniform(0., high), {.plate = {"n", 2}});
  });
}

TEST(Target, SupportsThatDependOnOtherChoices) {
  const LogDensity target = make_target(uniform_below());
  // x is unconstrained: u -> high sigmoid(u).
  const double high = 2.;
  const Array u = array({0.3, -1.}), x = high * sigmoid(u);
  const double log_det = sum(log(high * sigmoid(u) * sigmoid(-u))).item();
  EXPECT_NEAR(target({high, u}).item(),
              uniform_below().log_prob({{"high", high}, {"x", x}}).item() + log_det, 1e-12);
}

/// Means over 8,000 draws in closed form; five standard errors.
TEST(Target, DrawsOfSupportsThatDependAreInThem) {
  const stats::Posterior p =
      mcmc::sample(make_target(uniform_below()), {.seed = 2, .show_progress = false});
  EXPECT_TRUE(all(p["x"] < expand_dims(p["high"], 2)).item<bool>());
  const auto expect_mean = [&](const Array& draws, double exact) {
    const double error = stats::mcse_mean({draws.values(), draws.dim(0), draws.dim(1)});
    EXPECT_NEAR(mean(draws).item(), exact, 5 * error);
  };
  expect_mean(p["high"], 3);
  expect_mean(p["x"][{Ellipsis, 0}], 1.5);
}

TEST(Target, LogLikelihoodsAreByMember) {
  const stats::Posterior p = mcmc::sample(
      make_target(schools()),
      {.num_chains = 2, .num_warmup = 50, .num_draws = 20, .seed = 1, .show_progress = false});
  const Values terms = schools().log_likelihood(p);
  EXPECT_EQ(terms.names(), (std::vector<std::string>{"y"}));
  EXPECT_EQ(terms["y"].shape(), Shape({2, 20, 3}));
  const Array by_hand = tfd::Normal(p["theta"], kSigma).log_prob(kY);
  EXPECT_LT(max(abs(terms["y"] - by_hand)).item(), 1e-12);
}

TEST(Target, LogLikelihoodsOfMembersOfAMixture) {
  const Array y = array({0., 0.5, 6., 2.8});
  const JointDistribution model =
      JointDistribution([](Scope& s) {
        const Array w = s.sample("w", tfd::Beta({.concentration1 = 2., .concentration0 = 2.}));
        const Array z = s.sample("z", tfd::Bernoulli({.probs = w}), {.plate = {"n", 4}});
        s.sample("y", tfd::Normal(6. * z, 1.), {.plate = {"n", 4}});
      }).condition({{"y", y}});
  const stats::Posterior p = mcmc::sample(
      make_target(model),
      {.num_chains = 2, .num_warmup = 50, .num_draws = 20, .seed = 1, .show_progress = false});
  const Values terms = model.log_likelihood(p);
  ASSERT_EQ(terms.names(), (std::vector<std::string>{"y"}));
  const Array w = expand_dims(p["w"], 2);
  const Array by_hand =
      log(w * tfd::Normal(6., 1.).prob(y) + (1. - w) * tfd::Normal(0., 1.).prob(y));
  EXPECT_LT(max(abs(terms["y"] - by_hand)).item(), 1e-12);
}

TEST(Target, LogLikelihoodsThatAreNoSum) {
  const JointDistribution model =
      JointDistribution([](Scope& s) {
        const Array w = s.sample("w", tfd::Beta({.concentration1 = 2., .concentration0 = 2.}));
        const Array g = s.sample("g", tfd::Bernoulli({.probs = w}));
        s.sample("y", tfd::Normal(6. * g, 1.), {.plate = {"n", 2}});
      }).condition({{"y", array({0., 1.})}});
  const stats::Posterior p = mcmc::sample(
      make_target(model),
      {.num_chains = 2, .num_warmup = 50, .num_draws = 20, .seed = 1, .show_progress = false});
  try {
    model.log_likelihood(p);
    FAIL();
  } catch (const ValueError& error) {
    EXPECT_STREQ(
        error.what(),
        "log_likelihood: the discrete choice 'g' joins all members of 'y', whose densities "
        "are not a sum over members");
  }
}

/// 8,000 predictions of a conjugate model; five standard errors of mean and variance.
TEST(Predict, NewDataOfAConjugateModel) {
  const JointDistribution model = JointDistribution([](Scope& s) {
                                    const Array mu = s.sample("mu", tfd::Normal(0., 1.));
                                    s.sample("y", tfd::Normal(mu, 1.), {.plate = {"n", 3}});
                                  }).condition({{"y", array({1., 2., 3.})}});
  const stats::Posterior p = mcmc::sample(make_target(model), {.seed = 3, .show_progress = false});
  const Values predicted = model.predict(p, Key(4));
  ASSERT_EQ(predicted.names(), (std::vector<std::string>{"y"}));
  ASSERT_EQ(predicted["y"].shape(), Shape({8, 1000, 3}));
  const Array first = predicted["y"][{Ellipsis, 0}];
  const double error = stats::mcse_mean({first.values(), 8, 1000});
  EXPECT_NEAR(mean(first).item(), 1.5, 5 * error);
  EXPECT_NEAR(variance(first).item(), 1.25, 5 * 1.25 * std::sqrt(2. / 8000));
}

/// The component of a new row is that of the row whose observation it replaces; its mean is then
/// known from the probabilities. Five standard errors.
TEST(Predict, DrawsChoicesThatWereSummedOut) {
  const JointDistribution model =
      JointDistribution([](Scope& s) {
        const Array w = s.sample("w", tfd::Beta({.concentration1 = 2., .concentration0 = 2.}));
        const Array z = s.sample("z", tfd::Bernoulli({.probs = w}), {.plate = {"n", 4}});
        s.sample("y", tfd::Normal(6. * z, 1.), {.plate = {"n", 4}});
      }).condition({{"y", array({0., 0.5, 6., 2.8})}});
  const stats::Posterior p = mcmc::sample(make_target(model), {.seed = 5, .show_progress = false});
  const Array predicted = model.predict(p, Key(6))["y"];
  const Array probabilities = discrete_probabilities(model, p)["z"];
  for (std::int64_t n = 0; n < 4; ++n) {
    const Array row = predicted[{Ellipsis, n}];
    const double right = 6 * mean(probabilities[{Ellipsis, n, 1}]).item();
    const double error = stats::mcse_mean({row.values(), 8, 1000});
    EXPECT_NEAR(mean(row).item(), right, 5 * error + 1e-3) << n;
  }
}

/// New groups of a hierarchy are drawn given the hierarchy.
TEST(Predict, OfAModelForNewData) {
  const auto model = [](std::int64_t n) {
    return JointDistribution([=](Scope& s) {
      const Array mu = s.sample("mu", tfd::Normal(0., 1.));
      s.sample("y", tfd::Normal(mu, 1.), {.plate = {"n", n}});
    });
  };
  const stats::Posterior p = mcmc::sample(
      make_target(model(3).condition({{"y", array({1., 2., 3.})}})),
      {.num_chains = 2, .num_warmup = 100, .num_draws = 50, .seed = 3, .show_progress = false});
  const Values predicted = model(5).predict(p, Key(4));
  EXPECT_EQ(predicted.names(), (std::vector<std::string>{"y"}));
  EXPECT_EQ(predicted["y"].shape(), Shape({2, 50, 5}));
}

TEST(Predict, SaysWhatIsMissing) {
  const JointDistribution other = JointDistribution([](Scope& s) {
                                    const Array a = s.sample("a", tfd::Normal(0., 1.));
                                    s.sample("y", tfd::Normal(a, 1.));
                                  }).condition({{"y", 1.}});
  const stats::Posterior p = mcmc::sample(
      make_target(schools()),
      {.num_chains = 2, .num_warmup = 50, .num_draws = 20, .seed = 1, .show_progress = false});
  try {
    other.predict(p, Key(1));
    FAIL();
  } catch (const ValueError& error) {
    EXPECT_STREQ(error.what(), "predict: the posterior has no draws of 'a'");
  }
}

}  // namespace
}  // namespace aleator::ppl
