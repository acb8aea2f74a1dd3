// SPDX-License-Identifier: Apache-2.0
// The reference posteriors as programs. Half distributions are normalised on the positive numbers;
// flat means a constant density; truncation by ordering is not normalised.
#include "tests/posteriors/programs.h"

#include <map>

namespace aleator::posteriors {
namespace {

namespace tfd = distributions;
namespace tfb = bijectors;
using Json = nlohmann::json;
using ppl::Flat;
using ppl::JointDistribution;
using ppl::Scope;

const ppl::Flat kPositive({.bijector = tfb::Exp()});

Distribution half_normal(double scale) { return tfd::HalfNormal({.scale = scale}); }

/// Increasing positive pairs whose coordinates have a normal prior that is not normalised.
Array ordered_pair(Scope& s, const char* name, const Array& loc) {
  const Bijector onto = tfb::Chain({tfb::Exp(), tfb::Ascending()});
  const Array pair = s.sample(name, Flat({.event_shape = {2}, .bijector = onto}));
  s.factor(std::string(name) + "_prior", sum(tfd::Normal(loc, 1.).log_prob(pair)));
  return pair;
}

/// A regression on the columns of `x`; `sigma` is the prior of its scale.
JointDistribution regression(const Array& x, const Array& y, const Distribution& beta,
                             const Distribution& sigma) {
  return JointDistribution([=](Scope& s) {
    const Array b = s.sample("beta", beta);
    const Array scale = s.sample("sigma", sigma);
    s.observe("y", tfd::Normal(matmul(x, b), scale), y, {.plate = {"row", y.size()}});
  });
}
Flat flat(std::int64_t n) { return Flat({.event_shape = {n}}); }

JointDistribution eight_schools(const Json& d) {
  const Array y = numbers(d["y"]), sigma = numbers(d["sigma"]);
  return JointDistribution([=](Scope& s) {
    const Array mu = s.sample("mu", tfd::Normal(0., 5.));
    const Array tau = s.sample("tau", tfd::HalfCauchy(0., 5.));
    const Array theta = s.sample("theta", tfd::Normal(mu, tau), {.plate = {"school", 8}});
    s.observe("y", tfd::Normal(theta, sigma), y, {.plate = {"school", 8}});
  });
}

JointDistribution ar(const Json& d) {
  const Array y = numbers(d["y"]);
  const std::int64_t n = y.size(), k = d["K"].get<std::int64_t>();
  return JointDistribution([=](Scope& s) {
    const Array alpha = s.sample("alpha", tfd::Normal(0., 10.));
    const Array beta = s.sample("beta", tfd::Normal(0., 10.), {.plate = {"lag", k}});
    const Array sigma = s.sample("sigma", tfd::HalfCauchy(0., 2.5));
    Array mean = alpha;
    for (std::int64_t lag = 1; lag <= k; ++lag)
      mean = mean + beta[lag - 1] * slice_axis(y, 0, k - lag, n - lag);
    s.observe("y", tfd::Normal(mean, sigma), slice_axis(y, 0, k, n), {.plate = {"t", n - k}});
  });
}

JointDistribution gaussian_process(const Json& d) {
  const Array x = numbers(d["x"]), y = numbers(d["y"]);
  const Array squares = square(expand_dims(x, 1) - expand_dims(x, 0)), one = eye(x.size());
  return JointDistribution([=](Scope& s) {
    const Array rho = s.sample("rho", tfd::Gamma({.concentration = 25., .rate = 4.}));
    const Array alpha = s.sample("alpha", half_normal(2));
    const Array sigma = s.sample("sigma", half_normal(1));
    const Array k = square(alpha) * exp(-squares / (2. * square(rho))) + sigma * one;
    s.observe("y", tfd::MultivariateNormalTriL({.loc = 0., .scale_tril = cholesky(k)}), y);
  });
}

/// A path of two states with the given rows of transitions. Its first state has probability 1/2
/// where the reference has weight 1: a constant of log 2.
Array two_states(Scope& s, const Array& row1, const Array& row2, std::int64_t num_steps) {
  return s.markov("z", {.initial_distribution = tfd::Categorical({.probs = array({0.5, 0.5})}),
                        .transition_distribution = tfd::Categorical({.probs = stack({row1, row2})}),
                        .steps = {"t", num_steps}});
}

JointDistribution hmm_example(const Json& d) {
  const Array y = numbers(d["y"]);
  const Flat simplex({.event_shape = {2}, .bijector = tfb::SoftmaxCentered()});
  return JointDistribution([=](Scope& s) {
    const Array theta1 = s.sample("theta1", simplex), theta2 = s.sample("theta2", simplex);
    const Array mu = ordered_pair(s, "mu", array({3., 10.}));
    const Array z = two_states(s, theta1, theta2, y.size());
    s.observe("y", tfd::Normal(take(mu, z), 1.), y, {.plate = {"t", y.size()}});
  });
}

JointDistribution hmm_drive(const Json& d) {
  const Array u = numbers(d["u"]), v = numbers(d["v"]), alpha = numbers(d["alpha"]);
  return JointDistribution([=](Scope& s) {
    const Array theta1 = s.sample("theta1", tfd::Dirichlet({.concentration = alpha[0]}));
    const Array theta2 = s.sample("theta2", tfd::Dirichlet({.concentration = alpha[1]}));
    const Array phi = ordered_pair(s, "phi", array({0., 3.}));
    const Array lambda = ordered_pair(s, "lambda", array({0., 3.}));
    const Array z = two_states(s, theta1, theta2, u.size());
    const ppl::Plates t("t", u.size());
    s.observe("u", tfd::Exponential({.rate = take(phi, z)}), u, {.plate = t});
    s.observe("v", tfd::Exponential({.rate = take(lambda, z)}), v, {.plate = t});
  });
}

JointDistribution kidscore(const Json& d) {
  const Array hs = numbers(d["mom_hs"]), iq = numbers(d["mom_iq"]);
  return regression(stack({ones_like(hs), hs, iq}, 1), numbers(d["kid_score"]), flat(3),
                    tfd::HalfCauchy(0., 2.5));
}

JointDistribution mesquite(const Json& d) {
  const auto column = [&](const char* name) { return log(numbers(d[name])); };
  const Array d1 = column("diam1"), d2 = column("diam2"), canopy = column("canopy_height"),
              total = column("total_height");
  const Array x =
      stack({ones_like(d1), d1 + d2 + canopy, d1 + d2, d1 - d2, total, numbers(d["group"])}, 1);
  return regression(x, column("weight"), flat(6), kPositive);
}

JointDistribution earnings(const Json& d) {
  const Array height = numbers(d["height"]);
  return regression(stack({ones_like(height), height}, 1), numbers(d["earn"]), flat(2), kPositive);
}

JointDistribution nes(const Json& d) {
  const auto column = [&](const char* name) { return numbers(d[name]); };
  const Array age = column("age_discrete");
  const auto is_age = [&](double a) { return astype(age == a, float64); };
  const Array x = stack({ones_like(age), column("real_ideo"), column("race_adj"), is_age(2),
                         is_age(3), is_age(4), column("educ1"), column("gender"), column("income")},
                        1);
  return regression(x, column("partyid7"), flat(9), kPositive);
}

JointDistribution blr(const Json& d) {
  return regression(numbers(d["X"]), numbers(d["y"]), tfd::Sample(tfd::Normal(0., 10.), {5}),
                    half_normal(10));
}

JointDistribution mixture(const Json& d) {
  const Array y = numbers(d["y"]);
  return JointDistribution([=](Scope& s) {
    const Array mu = s.sample("mu", Flat({.event_shape = {2}, .bijector = tfb::Ascending()}));
    s.factor("mu_prior", sum(tfd::Normal(0., 2.).log_prob(mu)));
    const Array sigma = s.sample("sigma", half_normal(2), {.plate = {"component", 2}});
    const Array theta = s.sample("theta", tfd::Beta({.concentration1 = 5., .concentration0 = 5.}));
    const Array is_second =
        s.sample("is_second", tfd::Bernoulli({.probs = 1. - theta}), {.plate = {"row", y.size()}});
    const Array k = astype(is_second, int64);
    s.observe("y", tfd::Normal(take(mu, k), take(sigma, k)), y, {.plate = {"row", y.size()}});
  });
}

/// Numbers of hares and lynxes in the years `times`, from those at the start.
Array populations(const Array& rates, const Array& start, const Array& times) {
  const auto ode = [](const Array&, const Array& z, const Arrays& c) {
    const Array& p = c[0];
    return stack({(p[0] - p[1] * z[1]) * z[0], (-p[2] + p[3] * z[0]) * z[1]});
  };
  const math::DormandPrince solver{{.rtol = 1e-10, .atol = 1e-10, .max_num_steps = 2000}};
  return solver
      .solve({.ode_fn = ode, .initial_state = start, .solution_times = times, .constants = {rates}})
      .states;
}

JointDistribution lotka_volterra(const Json& d) {
  const Array times = numbers(d["ts"]), y_init = numbers(d["y_init"]), y = numbers(d["y"]);
  const Array loc = array({1., 0.05, 1., 0.05}), scale = array({0.5, 0.05, 0.5, 0.05});
  const ppl::Plates species("species", 2);
  return JointDistribution([=](Scope& s) {
    const Array theta = s.sample("theta", kPositive, {.plate = {"rate", 4}});
    s.factor("theta_prior", tfd::Normal(loc, scale).log_prob(theta), {.plate = {"rate", 4}});
    const Array z_init = s.sample("z_init", tfd::LogNormal(std::log(10.), 1.), {.plate = species});
    const Array sigma = s.sample("sigma", tfd::LogNormal(-1., 1.), {.plate = species});
    const Array z = populations(theta, z_init, times);
    s.observe("y_init", tfd::LogNormal(log(z_init), sigma), y_init, {.plate = species});
    s.observe("y", tfd::LogNormal(log(z), sigma), y, {.plate = {{"year", 20}, {"species", 2}}});
  });
}

JointDistribution kilpisjarvi(const Json& d) {
  const Array x = numbers(d["x"]), y = numbers(d["y"]);
  const auto prior = [&](const char* loc, const char* scale) {
    return tfd::Normal(d[loc].get<double>(), d[scale].get<double>());
  };
  const Distribution alphas = prior("pmualpha", "psalpha"), betas = prior("pmubeta", "psbeta");
  return JointDistribution([=](Scope& s) {
    const Array alpha = s.sample("alpha", alphas), beta = s.sample("beta", betas);
    const Array sigma = s.sample("sigma", kPositive);
    s.observe("y", tfd::Normal(alpha + beta * x, sigma), y, {.plate = {"year", y.size()}});
  });
}

JointDistribution radon(const Json& d) {
  const Array county = positions(d["county_idx"]), y = numbers(d["log_radon"]);
  const std::int64_t j = d["J"];
  return JointDistribution([=](Scope& s) {
    const Array mu = s.sample("mu_alpha", tfd::Normal(0., 10.));
    const Array sigma_alpha = s.sample("sigma_alpha", half_normal(1));
    const Array sigma_y = s.sample("sigma_y", half_normal(1));
    const Array alpha = s.sample("alpha", tfd::Normal(mu, sigma_alpha), {.plate = {"county", j}});
    s.observe("y", tfd::Normal(take(alpha, county), sigma_y), y, {.plate = {"home", y.size()}});
  });
}

JointDistribution rats(const Json& d) {
  const Array rat = positions(d["rat"]), y = numbers(d["y"]);
  const Array x = numbers(d["x"]) - d["xbar"].get<double>();
  return JointDistribution([=](Scope& s) {
    const Array mu_alpha = s.sample("mu_alpha", tfd::Normal(0., 100.));
    const Array mu_beta = s.sample("mu_beta", tfd::Normal(0., 100.));
    const Array sigma_y = s.sample("sigma_y", kPositive);
    const Array sigma_alpha = s.sample("sigma_alpha", kPositive);
    const Array sigma_beta = s.sample("sigma_beta", kPositive);
    const Array alpha =
        s.sample("alpha", tfd::Normal(mu_alpha, sigma_alpha), {.plate = {"rat", 30}});
    const Array beta = s.sample("beta", tfd::Normal(mu_beta, sigma_beta), {.plate = {"rat", 30}});
    const Array mean = take(alpha, rat) + take(beta, rat) * x;
    s.observe("y", tfd::Normal(mean, sigma_y), y, {.plate = {"weighing", y.size()}});
  });
}

JointDistribution nes_logit(const Json& d) {
  const Array income = numbers(d["income"]), vote = numbers(d["vote"]);
  return JointDistribution([=](Scope& s) {
    const Array alpha = s.sample("alpha", Flat()), beta = s.sample("beta", flat(1));
    s.observe("vote", tfd::Bernoulli({.logits = alpha + beta[0] * income}), vote,
              {.plate = {"voter", vote.size()}});
  });
}

JointDistribution capture(const Json& d) {
  const Array seen = sum(numbers(d["y"]), {.axes = {1}});
  const double t = d["T"];
  const ppl::Plates animals("animal", seen.size());
  return JointDistribution([=](Scope& s) {
    const Array omega = s.sample("omega", tfd::Uniform(0., 1.));
    const Array p = s.sample("p", tfd::Uniform(0., 1.));
    const Array exists = s.sample("exists", tfd::Bernoulli({.probs = omega}), {.plate = animals});
    // Not Binomial(exists p): the slope of p**seen at p = 0 is not finite.
    const Array counted = tfd::Binomial({.total_count = t, .probs = p}).log_prob(seen);
    s.factor("seen", where(exists == 1., counted, log(astype(seen == 0., float64))),
             {.plate = animals});
  });
}

const std::map<std::string, JointDistribution (*)(const Json&)> kPrograms{
    {"eight_schools_noncentered", eight_schools},
    {"arK", ar},
    {"gp_regr", gaussian_process},
    {"hmm_example", hmm_example},
    {"hmm_drive_0", hmm_drive},
    {"kidscore_momhsiq", kidscore},
    {"logmesquite_logvash", mesquite},
    {"earn_height", earnings},
    {"nes", nes},
    {"blr", blr},
    {"low_dim_gauss_mix", mixture},
    {"lotka_volterra", lotka_volterra},
    {"kilpisjarvi", kilpisjarvi},
    {"radon_partially_pooled_noncentered", radon},
    {"rats_model", rats},
    {"nes_logit_model", nes_logit},
    {"M0_model", capture},
};

}  // namespace

JointDistribution program(const std::string& name) {
  return kPrograms.at(name)(reference_of(name)["data"]);
}

double constant_of(const std::string& name) {
  return name == "hmm_example" || name == "hmm_drive_0" ? -std::log(2.) : 0;
}

}  // namespace aleator::posteriors
