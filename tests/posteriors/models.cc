// SPDX-License-Identifier: Apache-2.0
// Defines the reference posteriors. Half distributions are normalised on the positive numbers; flat
// means a constant density; truncation by ordering is not normalised.
#include "tests/posteriors/models.h"

#include <fstream>
#include <map>

namespace aleator::posteriors {
namespace tfd = distributions;
namespace tfb = bijectors;
using Json = nlohmann::json;

Array numbers(const Json& list) {
  Shape shape;
  std::vector<double> flat;
  const std::function<void(const Json&, std::size_t)> visit = [&](const Json& x,
                                                                  std::size_t depth) {
    if (!x.is_array()) return flat.push_back(x.get<double>());
    if (static_cast<std::size_t>(shape.rank()) == depth)
      shape = shape + Shape{static_cast<std::int64_t>(x.size())};
    for (const Json& entry : x) visit(entry, depth + 1);
  };
  visit(list, 0);
  return reshape(array(flat), shape);
}

Array positions(const Json& list) { return astype(numbers(list), int64) - 1; }

namespace {

const Bijector kReal = tfb::Identity(), kPositive = tfb::Exp(), kUnit = tfb::Sigmoid(),
               kOrdered = tfb::Ascending(), kSimplex = tfb::SoftmaxCentered(),
               kPositiveOrdered = tfb::Chain({tfb::Exp(), tfb::Ascending()});

Array normal(const Array& x, const Array& loc, const Array& scale) {
  return sum(tfd::Normal(loc, scale).log_prob(x));
}
Array half_cauchy(const Array& x, double scale) {
  return sum(tfd::HalfCauchy(0., scale).log_prob(x));
}
Array half_normal(const Array& x, double scale) {
  return sum(tfd::HalfNormal({.scale = scale}).log_prob(x));
}

/// A model that is sampled in its own parameters.
Model plain(const mcmc::TargetLogProbFn& log_prob, const std::vector<std::string>& parameters,
            const Bijectors& bijectors, const Arrays& start) {
  return {"", parameters, log_prob, {LogDensity(log_prob, parameters, {}, bijectors), start}};
}

/// A regression with columns `design` and flat or given priors.
Model regression(const Array& design, const Array& y,
                 const std::function<Array(Array, Array)>& prior, const Array& start,
                 const Array& sigma) {
  const auto log_prob = [=](Array beta, Array s) {
    return prior(beta, s) + normal(y, matmul(design, beta), s);
  };
  return plain(log_prob, {"beta", "sigma"}, {kReal, kPositive}, {start, sigma});
}
Array flat(const Array&, const Array&) { return 0.; }

/// log of the sum over paths, from the log densities [T, K] of the observations in each state.
Array forward(const Array& log_emissions, const Array& log_transitions) {
  const Array first = log_emissions[0];
  const auto step = [&](const Array& alpha, const Array& emission) {
    const Array next = logsumexp(expand_dims(alpha, 1) + log_transitions, {.axes = {0}}) + emission;
    return std::pair(next, Arrays{});
  };
  const Array rest = slice_axis(log_emissions, 0, 1, log_emissions.dim(0));
  return logsumexp(scan(step, first, rest).first);
}

Model ar(const Json& d) {
  const Array y = numbers(d["y"]);
  const std::int64_t n = y.size(), k = d["K"].get<std::int64_t>();
  Arrays lags;
  for (std::int64_t lag = 1; lag <= k; ++lag) lags.push_back(slice_axis(y, 0, k - lag, n - lag));
  const Array design = stack(lags, 1), response = slice_axis(y, 0, k, n);
  const auto log_prob = [=](Array alpha, Array beta, Array sigma) {
    return normal(alpha, 0., 10.) + normal(beta, 0., 10.) + half_cauchy(sigma, 2.5) +
           normal(response, alpha + matmul(design, beta), sigma);
  };
  return plain(log_prob, {"alpha", "beta", "sigma"}, {kReal, kReal, kPositive},
               {0., zeros({k}), 0.2});
}

Model eight_schools(const Json& d) {
  const Array y = numbers(d["y"]), sigma = numbers(d["sigma"]);
  const auto likelihood = [=](const Array& theta) { return normal(y, theta, sigma); };
  const auto prior = [](const Array& mu, const Array& tau) {
    return normal(mu, 0., 5.) + half_cauchy(tau, 5);
  };
  const auto log_prob = [=](Array theta, Array mu, Array tau) {
    return prior(mu, tau) + normal(theta, mu, tau) + likelihood(theta);
  };
  const auto raw = [=](Array z, Array mu, Array tau) {
    return prior(mu, tau) + normal(z, 0., 1.) + likelihood(mu + tau * z);
  };
  return {"",
          {"theta", "mu", "tau"},
          log_prob,
          {LogDensity(raw, {"theta_raw", "mu", "tau"}, {}, {kReal, kReal, kPositive}),
           {zeros({8}), 0., 1.},
           [](const Arrays& x) {
             return Arrays{expand_dims(x[1], 2) + expand_dims(x[2], 2) * x[0], x[1], x[2]};
           }}};
}

Model gaussian_process(const Json& d) {
  const Array x = numbers(d["x"]), y = numbers(d["y"]);
  const Array squares = square(expand_dims(x, 1) - expand_dims(x, 0)), one = eye(x.size());
  const auto log_prob = [=](Array rho, Array alpha, Array sigma) {
    const Array k = square(alpha) * exp(-squares / (2. * square(rho))) + sigma * one;
    return tfd::Gamma({.concentration = 25., .rate = 4.}).log_prob(rho) + half_normal(alpha, 2) +
           half_normal(sigma, 1) +
           tfd::MultivariateNormalTriL({.loc = 0., .scale_tril = cholesky(k)}).log_prob(y);
  };
  return plain(log_prob, {"rho", "alpha", "sigma"}, {kPositive, kPositive, kPositive},
               {6., 2., 1.});
}

Model hmm_example(const Json& d) {
  const Array y = numbers(d["y"]);
  const auto log_prob = [=](Array theta1, Array theta2, Array mu) {
    const Array emissions = tfd::Normal(mu, 1.).log_prob(expand_dims(y, 1));
    return normal(mu, array({3., 10.}), 1.) + forward(emissions, log(stack({theta1, theta2})));
  };
  return plain(log_prob, {"theta1", "theta2", "mu"}, {kSimplex, kSimplex, kPositiveOrdered},
               {array({0.6, 0.4}), array({0.3, 0.7}), array({3., 9.})});
}

Model hmm_drive(const Json& d) {
  const Array u = expand_dims(numbers(d["u"]), 1), v = expand_dims(numbers(d["v"]), 1),
              alpha = numbers(d["alpha"]);
  const auto log_prob = [=](Array theta1, Array theta2, Array phi, Array lambda) {
    const Array emissions = tfd::Exponential({.rate = phi}).log_prob(u) +
                            tfd::Exponential({.rate = lambda}).log_prob(v);
    return tfd::Dirichlet({.concentration = alpha[0]}).log_prob(theta1) +
           tfd::Dirichlet({.concentration = alpha[1]}).log_prob(theta2) +
           normal(phi, array({0., 3.}), 1.) + normal(lambda, array({0., 3.}), 1.) +
           forward(emissions, log(stack({theta1, theta2})));
  };
  return plain(log_prob, {"theta1", "theta2", "phi", "lambda"},
               {kSimplex, kSimplex, kPositiveOrdered, kPositiveOrdered},
               {array({0.8, 0.2}), array({0.2, 0.8}), array({1., 3.}), array({0.1, 1.})});
}

Model kidscore(const Json& d) {
  const Array hs = numbers(d["mom_hs"]), iq = numbers(d["mom_iq"]);
  return regression(
      stack({ones_like(hs), hs, iq}, 1), numbers(d["kid_score"]),
      [](Array, Array s) { return half_cauchy(s, 2.5); }, array({25., 5., 0.5}), 15.);
}

Model mesquite(const Json& d) {
  const auto column = [&](const char* name) { return log(numbers(d[name])); };
  const Array d1 = column("diam1"), d2 = column("diam2"), canopy = column("canopy_height"),
              total = column("total_height");
  const Array design =
      stack({ones_like(d1), d1 + d2 + canopy, d1 + d2, d1 - d2, total, numbers(d["group"])}, 1);
  return regression(design, column("weight"), flat, array({5., 0., 0., 0., 0., 0.}), 0.5);
}

Model earnings(const Json& d) {
  const Array height = numbers(d["height"]);
  return regression(stack({ones_like(height), height}, 1), numbers(d["earn"]), flat,
                    array({0., 300.}), 2e4);
}

Model nes(const Json& d) {
  const auto column = [&](const char* name) { return numbers(d[name]); };
  const Array age = column("age_discrete");
  const auto is_age = [&](double a) { return astype(age == a, float64); };
  const Array design =
      stack({ones_like(age), column("real_ideo"), column("race_adj"), is_age(2), is_age(3),
             is_age(4), column("educ1"), column("gender"), column("income")},
            1);
  return regression(design, column("partyid7"), flat, zeros({9}), 2.);
}

Model blr(const Json& d) {
  return regression(
      numbers(d["X"]), numbers(d["y"]),
      [](Array b, Array s) { return normal(b, 0., 10.) + half_normal(s, 10); }, zeros({5}), 1.);
}

Model mixture(const Json& d) {
  const Array y = expand_dims(numbers(d["y"]), 1);
  const auto log_prob = [=](Array mu, Array sigma, Array theta) {
    const Array weights = stack({log(theta), log1p(-theta)});
    return normal(mu, 0., 2.) + half_normal(sigma, 2) +
           tfd::Beta({.concentration1 = 5., .concentration0 = 5.}).log_prob(theta) +
           sum(logsumexp(weights + tfd::Normal(mu, sigma).log_prob(y), {.axes = {1}}));
  };
  return plain(log_prob, {"mu", "sigma", "theta"}, {kOrdered, kPositive, kUnit},
               {array({-2., 2.}), array({1., 1.}), 0.5});
}

Model lotka_volterra(const Json& d) {
  const Array times = numbers(d["ts"]), y_init = numbers(d["y_init"]), y = numbers(d["y"]);
  const auto log_prob = [=](Array theta, Array z_init, Array sigma) {
    const auto ode = [](const Array&, const Array& z, const Arrays& c) {
      const Array& p = c[0];
      return stack({(p[0] - p[1] * z[1]) * z[0], (-p[2] + p[3] * z[0]) * z[1]});
    };
    const math::OdeResults solution =
        math::DormandPrince{{.rtol = 1e-10, .atol = 1e-10, .max_num_steps = 2000}}.solve(
            {.ode_fn = ode,
             .initial_state = z_init,
             .solution_times = times,
             .constants = {theta}});
    const Array z = solution.states;
    return normal(theta, array({1., 0.05, 1., 0.05}), array({0.5, 0.05, 0.5, 0.05})) +
           sum(tfd::LogNormal({.loc = -1., .scale = 1.}).log_prob(sigma)) +
           sum(tfd::LogNormal({.loc = std::log(10.), .scale = 1.}).log_prob(z_init)) +
           sum(tfd::LogNormal({.loc = log(z_init), .scale = sigma}).log_prob(y_init)) +
           sum(tfd::LogNormal({.loc = log(z), .scale = sigma}).log_prob(y));
  };
  Model m = plain(log_prob, {"theta", "z_init", "sigma"}, {kPositive, kPositive, kPositive},
                  {array({0.55, 0.028, 0.8, 0.024}), array({33., 6.}), array({0.25, 0.25})});
  m.tolerance = 1e-7;
  return m;
}

Model kilpisjarvi(const Json& d) {
  const Array x = numbers(d["x"]), y = numbers(d["y"]);
  const double pmualpha = d["pmualpha"], psalpha = d["psalpha"], pmubeta = d["pmubeta"],
               psbeta = d["psbeta"];
  const auto log_prob = [=](Array alpha, Array beta, Array sigma) {
    return normal(alpha, pmualpha, psalpha) + normal(beta, pmubeta, psbeta) +
           normal(y, alpha + beta * x, sigma);
  };
  // Around the mean year intercept and slope are nearly independent.
  const double middle = mean(x).item();
  const auto centred = [=](Array level, Array beta, Array sigma) {
    return log_prob(level - beta * middle, beta, sigma);
  };
  return {"",
          {"alpha", "beta", "sigma"},
          log_prob,
          {LogDensity(centred, {"level", "beta", "sigma"}, {}, {kReal, kReal, kPositive}),
           {9., 0., 1.},
           [middle](const Arrays& p) {
             return Arrays{p[0] - p[1] * middle, p[1], p[2]};
           }}};
}

Model radon(const Json& d) {
  const Array county = positions(d["county_idx"]), y = numbers(d["log_radon"]);
  const std::int64_t j = d["J"];
  const auto prior = [](const Array& mu, const Array& sa, const Array& sy) {
    return normal(mu, 0., 10.) + half_normal(sa, 1) + half_normal(sy, 1);
  };
  const auto likelihood = [=](const Array& alpha, const Array& sy) {
    return normal(y, take(alpha, county), sy);
  };
  const auto log_prob = [=](Array alpha, Array mu, Array sa, Array sy) {
    return prior(mu, sa, sy) + normal(alpha, mu, sa) + likelihood(alpha, sy);
  };
  const auto raw = [=](Array z, Array mu, Array sa, Array sy) {
    return prior(mu, sa, sy) + normal(z, 0., 1.) + likelihood(mu + sa * z, sy);
  };
  return {"",
          {"alpha", "mu_alpha", "sigma_alpha", "sigma_y"},
          log_prob,
          {LogDensity(raw, {"alpha_raw", "mu_alpha", "sigma_alpha", "sigma_y"}, {},
                      {kReal, kReal, kPositive, kPositive}),
           {zeros({j}), 1., 0.5, 0.8},
           [](const Arrays& x) {
             return Arrays{expand_dims(x[1], 2) + expand_dims(x[2], 2) * x[0], x[1], x[2], x[3]};
           }}};
}

Model rats(const Json& d) {
  const Array rat = positions(d["rat"]), x = numbers(d["x"]) - d["xbar"].get<double>(),
              y = numbers(d["y"]);
  const auto log_prob = [=](Array alpha, Array beta, Array mu_alpha, Array mu_beta, Array sigma_y,
                            Array sigma_alpha, Array sigma_beta) {
    return normal(mu_alpha, 0., 100.) + normal(mu_beta, 0., 100.) +
           normal(alpha, mu_alpha, sigma_alpha) + normal(beta, mu_beta, sigma_beta) +
           normal(y, take(alpha, rat) + take(beta, rat) * x, sigma_y);
  };
  return plain(log_prob,
               {"alpha", "beta", "mu_alpha", "mu_beta", "sigma_y", "sigma_alpha", "sigma_beta"},
               {kReal, kReal, kReal, kReal, kPositive, kPositive, kPositive},
               {full({30}, 240.), full({30}, 6.), 240., 6., 6., 14., 0.5});
}

Model nes_logit(const Json& d) {
  const Array income = numbers(d["income"]), vote = numbers(d["vote"]);
  const auto log_prob = [=](Array alpha, Array beta) {
    return sum(tfd::Bernoulli({.logits = alpha + beta[0] * income}).log_prob(vote));
  };
  return plain(log_prob, {"alpha", "beta"}, {kReal, kReal}, {0., zeros({1})});
}

Model capture(const Json& d) {
  const Array seen = sum(numbers(d["y"]), {.axes = {1}});
  const double t = d["T"];
  const auto log_prob = [=](Array omega, Array p) {
    const Array counted = log(omega) + tfd::Binomial({.total_count = t, .probs = p}).log_prob(seen);
    const Array never = log_add_exp(log(omega) + t * log1p(-p), log1p(-omega));
    return sum(where(seen > 0., counted, never));
  };
  return plain(log_prob, {"omega", "p"}, {kUnit, kUnit}, {0.5, 0.5});
}

const std::map<std::string, Model (*)(const Json&)> kModels = {
    {"M0_model", capture},
    {"arK", ar},
    {"blr", blr},
    {"earn_height", earnings},
    {"eight_schools_noncentered", eight_schools},
    {"gp_regr", gaussian_process},
    {"hmm_drive_0", hmm_drive},
    {"hmm_example", hmm_example},
    {"kidscore_momhsiq", kidscore},
    {"kilpisjarvi", kilpisjarvi},
    {"logmesquite_logvash", mesquite},
    {"lotka_volterra", lotka_volterra},
    {"low_dim_gauss_mix", mixture},
    {"nes", nes},
    {"nes_logit_model", nes_logit},
    {"radon_partially_pooled_noncentered", radon},
    {"rats_model", rats},
};

}  // namespace

Json reference_of(const std::string& name) {
  std::ifstream file(std::string(ALEATOR_TEST_DATA_DIR) + "/posteriors/" + name + ".json");
  return Json::parse(file);
}

std::vector<std::string> model_names() {
  std::vector<std::string> names;
  for (const auto& [name, make] : kModels) names.push_back(name);
  return names;
}

Model model(const std::string& name) {
  Model result = kModels.at(name)(reference_of(name)["data"]);
  result.name = name;
  return result;
}

}  // namespace aleator::posteriors
