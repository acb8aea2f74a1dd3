// SPDX-License-Identifier: Apache-2.0
// The interface of a distribution for models, and what their errors say.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

namespace aleator::ppl {
namespace {

namespace tfd = distributions;
namespace tfb = bijectors;

const Array kSigma = array({15., 10., 16.}), kY = array({28., 8., -3.});

JointDistribution schools() {
  return JointDistribution([](Scope& s) {
    const Array mu = s.sample("mu", tfd::Normal(0., 5.));
    const Array tau = s.sample("tau", tfd::HalfCauchy(0., 5.));
    const Array theta = s.sample("theta", tfd::Normal(mu, tau), {.plate = {"school", 3}});
    s.deterministic("range", max(theta) - min(theta));
    s.sample("y", tfd::Normal(theta, kSigma), {.plate = {"school", 3}});
  });
}

Values some_values() {
  return {{"mu", 1.}, {"tau", 2.}, {"theta", array({0., 1., 5.})}, {"y", kY}};
}

TEST(JointDistribution, DrawsOfAnyShape) {
  const Values one = schools().sample(Key(1));
  EXPECT_EQ(one.names(), (std::vector<std::string>{"mu", "tau", "theta", "range", "y"}));
  const Values many = schools().sample({4, 5}, Key(1));
  EXPECT_EQ(many["mu"].shape(), Shape({4, 5}));
  EXPECT_EQ(many["theta"].shape(), Shape({4, 5, 3}));
  EXPECT_EQ(many["range"].shape(), Shape({4, 5}));
  const std::vector<double> mu = many["mu"].values();
  EXPECT_NE(mu[0], mu[1]);
}

TEST(JointDistribution, LogDensitiesOfDrawsAreThoseOfEach) {
  const JointDistribution joint = schools();
  const Values many = joint.sample({2, 3}, Key(2));
  const Array all = joint.log_prob(many);
  ASSERT_EQ(all.shape(), Shape({2, 3}));
  const Values parts = joint.log_prob_parts(many);
  EXPECT_EQ(parts.names(), (std::vector<std::string>{"mu", "tau", "theta", "y"}));
  Values one;
  for (const NamedValue& entry : many) one.add(entry.name, entry.value[{1, 2}]);
  const double right = all[{1, 2}].item();
  EXPECT_NEAR(joint.log_prob(one).item(), right, 1e-12);
  double total = 0;
  for (const NamedValue& part : parts) total += part.value[{1, 2}].item();
  EXPECT_NEAR(total, right, 1e-12);
}

TEST(JointDistribution, ValuesWithoutAxesOfDrawsAreShared) {
  Values values = some_values();
  Values many{{"mu", array({1., 3.})}, {"tau", 2.}, {"theta", values["theta"]}, {"y", kY}};
  const std::vector<double> all = schools().log_prob(many).values();
  ASSERT_EQ(all.size(), 2);
  EXPECT_NEAR(all[0], schools().log_prob(values).item(), 1e-12);
}

TEST(JointDistribution, ConditioningKeepsTheDensity) {
  const JointDistribution conditioned = schools().condition({{"y", kY}, {"tau", 2.}});
  const Values free{{"mu", 1.}, {"theta", array({0., 1., 5.})}};
  EXPECT_NEAR(conditioned.log_prob(free).item(), schools().log_prob(some_values()).item(), 1e-12);
  EXPECT_EQ(conditioned.event_shape().size(), 2);
  EXPECT_EQ(conditioned.event_shape()[1].name, "theta");
  EXPECT_EQ(conditioned.event_shape()[1].shape, Shape({3}));
  EXPECT_EQ(conditioned.sample(Key(1)).names(), (std::vector<std::string>{"mu", "theta", "range"}));
}

TEST(JointDistribution, InterventionsAreNoChoices) {
  const JointDistribution set = schools().intervene({{"theta", zeros({3})}});
  const Values values{{"mu", 1.}, {"tau", 2.}, {"y", kY}};
  EXPECT_NEAR(set.log_prob(values).item(),
              tfd::Normal(0., 5.).log_prob(1.).item() +
                  tfd::HalfCauchy(0., 5.).log_prob(2.).item() +
                  sum(tfd::Normal(0., kSigma).log_prob(kY)).item(),
              1e-12);
}

JointDistribution dependent_supports() {
  return JointDistribution([](Scope& s) {
    const Array high = s.sample("high", tfd::Gamma({.concentration = 3., .rate = 1.}));
    s.sample("x", tfd::Uniform(0., high), {.plate = {"n", 2}});
    s.sample("w", tfd::Dirichlet({.concentration = array({1., 2., 3.})}));
  });
}

TEST(JointDistribution, BijectorsOntoSupportsThatDependOnOthers) {
  const JointDistribution joint = dependent_supports();
  const JointBijector onto = joint.default_event_space_bijector();
  const Values x{{"high", 0.3}, {"x", array({-1., 2.})}, {"w", array({0.5, -0.2})}};
  const Values y = onto.forward(x);
  EXPECT_TRUE(all(y["x"] < y["high"]).item<bool>());
  EXPECT_TRUE(std::isfinite(joint.log_prob(y).item()));
  const Values back = onto.inverse(y);
  for (const std::string& name : x.names())
    EXPECT_NEAR(max(abs(back[name] - x[name])).item(), 0, 1e-12) << name;
  // The determinant by derivatives; of w its first two coordinates.
  const auto flat = [&](const Array& v) {
    const Values at = onto.forward({{"high", v[0]}, {"x", v[Slice(1, 3)]}, {"w", v[Slice(3, 5)]}});
    return concatenate({expand_dims(at["high"], 0), at["x"], at["w"][Slice({}, 2)]});
  };
  const Array j = jacobian(flat)(array({0.3, -1., 2., 0.5, -0.2}));
  const double log_det = 2 * sum(log(diagonal(cholesky(matmul(j, transpose(j)))))).item() / 2;
  EXPECT_NEAR(onto.forward_log_det_jacobian(x).item(), log_det, 1e-10);
  EXPECT_NEAR(onto.inverse_log_det_jacobian(y).item(), -log_det, 1e-10);
}

TEST(JointDistribution, IsMadeOfNormalNumbers) {
  const JointDistribution joint([](Scope& s) {
    const Array scale = s.sample("scale", tfd::Gamma({.concentration = 3., .rate = 1.}));
    s.sample("x", tfd::Normal(1., scale), {.plate = {"n", 2}});
  });
  const JointBijector map = make_distribution_bijector(joint);
  const Values z{{"scale", 0.3}, {"x", array({-1., 2.})}};
  const Values y = map.forward(z);
  // The density of y is that of normal numbers, stretched.
  const double normal = tfd::Normal(0., 1.).log_prob(z["scale"]).item() +
                        sum(tfd::Normal(0., 1.).log_prob(z["x"])).item();
  EXPECT_NEAR(joint.log_prob(y).item(), normal - map.forward_log_det_jacobian(z).item(), 1e-12);
  EXPECT_EQ(y["x"].values(), (1. + y["scale"] * z["x"]).values());
  const Values back = map.inverse(y);
  for (const std::string& name : z.names())
    EXPECT_NEAR(max(abs(back[name] - z[name])).item(), 0, 1e-12) << name;
}

TEST(JointDistribution, MomentsOfIndependentChoices) {
  const JointDistribution joint([](Scope& s) {
    s.sample("a", tfd::Normal(1., 2.), {.plate = {"n", 2}});
    s.sample("b", tfd::Gamma({.concentration = 3., .rate = 2.}));
  });
  EXPECT_EQ(joint.mean()["a"].values(), (std::vector<double>{1, 1}));
  EXPECT_NEAR(joint.stddev()["b"].item(), std::sqrt(3.) / 2, 1e-14);
  EXPECT_NEAR(joint.variance()["b"].item(), 0.75, 1e-14);
  EXPECT_NEAR(joint.mode()["b"].item(), 1, 1e-14);
  EXPECT_NEAR(joint.entropy()["a"].item(), 2 * tfd::Normal(1., 2.).entropy().item(), 1e-12);
  const JointDistribution other([](Scope& s) {
    s.sample("a", tfd::Normal(0., 1.), {.plate = {"n", 2}});
    s.sample("b", tfd::Gamma({.concentration = 2., .rate = 2.}));
  });
  const double kl_b = tfd::Gamma({.concentration = 3., .rate = 2.})
                          .kl_divergence(tfd::Gamma({.concentration = 2., .rate = 2.}))
                          .item();
  EXPECT_NEAR(joint.kl_divergence(other).item(),
              2 * tfd::Normal(1., 2.).kl_divergence(tfd::Normal(0., 1.)).item() + kl_b, 1e-12);
}

TEST(JointDistribution, IsPrintedSiteBySite) {
  EXPECT_EQ(schools().condition({{"y", kY}}).to_string(),
            "mu ~ Normal(batch_shape=[], event_shape=[], dtype=float64)\n"
            "tau ~ HalfCauchy(batch_shape=[], event_shape=[], dtype=float64)\n"
            "theta (school = 3) ~ Normal(batch_shape=[], event_shape=[], dtype=float64)\n"
            "range: follows from choices\n"
            "y (school = 3) ~ Normal(batch_shape=[3], event_shape=[], dtype=float64), observed");
}

// --- Edward2 ---

TEST(Edward2, RandomVariablesAreArraysThatTapesRecord) {
  Tape tape;
  const Program model = [&](Scope& outer) {
    Scope s = interception(outer, tape.handler());
    const RandomVariable z = random_variable(s, "z", tfd::Normal(0., 1.), {.sample_shape = {3}});
    EXPECT_EQ(z.name(), "z");
    EXPECT_EQ(z.distribution().event_shape(), Shape({3}));
    const Array twice = 2. * z + z[0];
    random_variable(s, "x", tfd::Normal(twice, 1.), {.value = ones({3})});
  };
  const Trace run = trace(model, Key(1));
  EXPECT_EQ(tape.values().names(), (std::vector<std::string>{"z", "x"}));
  EXPECT_EQ(tape.values()["z"].values(), run["z"].value->values());
}

TEST(Edward2, TheLogJointIsAFunctionOfValues) {
  const auto log_joint = make_log_joint_fn(schools());
  EXPECT_NEAR(log_joint(some_values()).item(), schools().log_prob(some_values()).item(), 1e-12);
}

TEST(Edward2, InterceptorsSetValues) {
  const Handler set_mu = [](Site& site, const Rest& rest) {
    if (site.name == "mu") site.value = 7.;
    rest(site);
  };
  const Program model = [&](Scope& outer) {
    Scope s = interception(outer, set_mu);
    schools()(s);
  };
  EXPECT_EQ(trace(model, Key(1))["mu"].value->item(), 7);
}

}  // namespace
}  // namespace aleator::ppl
