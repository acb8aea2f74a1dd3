// SPDX-License-Identifier: Apache-2.0
// Variational inference of the eight schools: surrogates of several forms, how good each is, and
// what the checks say of them. The exact answer is known by quadrature.
#include <aleator/aleator.h>

#include <cstdio>
#include <iostream>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;

namespace {

const double kExactMu = 4.396820714, kExactTau = 3.597705484;

void add_row(example::Results& results, const std::string& name,
             const vi::SurrogateQuality& quality, const std::pair<double, double>& mu_and_tau) {
  std::printf("%-12s %9.3f %9.2f %9.2f %9.2f %9.2f\n", name.c_str(), quality.elbo, quality.pareto_k,
              quality.efficiency, mu_and_tau.first, mu_and_tau.second);
  results.add(text("ELBO of ", name), quality.elbo);
}

/// Each family of surrogates holds the one before it, so that its bound is as high or higher.
void expect_order(example::Results& results, double mean_field, double full_rank, double flow) {
  results.expect(full_rank > mean_field - 0.05, "full-rank is not below mean-field");
  results.expect(flow > full_rank - 0.05, "the flow is not below full-rank");
}

/// Means of mu and tau under draws of a surrogate.
std::pair<double, double> means(const LogDensity& target, const vi::SurrogatePosterior& q) {
  const stats::Posterior draws = vi::draw_posterior(target, q, {.num_draws = 5000, .seed = 1});
  return {mean(draws["mu"]).item(), mean(draws["tau"]).item()};
}

LogDensity eight_schools_target() {
  const Array y = array({28., 8., -3., 7., -1., 1., 18., 12.}),
              sigma = array({15., 10., 16., 11., 9., 11., 10., 18.});
  ppl::JointDistribution eight_schools([sigma](ppl::Scope& s) {
    Array mu = s.sample("mu", tfd::Normal(0., 5.));
    Array tau = s.sample("tau", tfd::HalfCauchy(0., 5.));
    Array theta = s.sample("theta", tfd::Normal(mu, tau), {.plate = {"school", 8}});
    s.sample("y", tfd::Normal(theta, sigma), {.plate = {"school", 8}});
  });
  return ppl::make_target(eight_schools.condition({{"y", y}}), {.reparameterize = ppl::Auto});
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const LogDensity target = eight_schools_target();
  auto q = vi::build_factored_surrogate_posterior(target, {.key = Key(5)});
  auto fit = vi::fit_surrogate_posterior(target, q,
                                         {.num_steps = 2000,
                                          .optimizer = optimize::Adam({.learning_rate = 0.05}),
                                          .sample_size = 8,
                                          .key = Key(6)});
  std::cout << fit << "\n";

  auto full_rank = vi::build_affine_surrogate_posterior(target, {.key = Key(5)});
  auto flow = vi::build_split_flow_surrogate_posterior(target, {.key = Key(5)});
  const optimize::Adam adam({.learning_rate = optimize::CosineDecay(
                                 {.initial_learning_rate = 0.02, .decay_steps = 4000})});
  auto full_rank_fit = vi::fit_surrogate_posterior(
      target, full_rank, {.num_steps = 4000, .optimizer = adam, .sample_size = 16, .key = Key(6)});
  auto flow_fit = vi::fit_surrogate_posterior(
      target, flow, {.num_steps = 4000, .optimizer = adam, .sample_size = 16, .key = Key(7)});

  auto laplace = vi::laplace_approximation(target);
  auto paths = vi::fit_pathfinder(target, {.num_draws = 4000, .key = Key(8)});

  std::printf("%-12s %9s %9s %9s %9s %9s\n", "surrogate", "ELBO", "k", "weights", "mu", "tau");
  const auto of_flow = means(target, flow);
  add_row(results, "mean-field", fit.quality, means(target, q));
  add_row(results, "full-rank", full_rank_fit.quality, means(target, full_rank));
  add_row(results, "flow", flow_fit.quality, of_flow);
  add_row(results, "Laplace", laplace.quality, means(target, laplace.surrogate));
  add_row(results, "Pathfinder", paths.quality,
          {mean(paths["mu"]).item(), mean(paths["tau"]).item()});
  std::printf("%-12s %9s %9s %9s %9.2f %9.2f\n", "exact", "", "", "", kExactMu, kExactTau);

  expect_order(results, fit.quality.elbo, full_rank_fit.quality.elbo, flow_fit.quality.elbo);
  results.expect_near("mu of the flow", of_flow.first, kExactMu, 0.3);
  results.expect_near("tau of the flow", of_flow.second, kExactTau, 0.4);
  return results.finish();
}
