// SPDX-License-Identifier: Apache-2.0
// The flow of the Nile as a level that wanders: a state-space model whose states are choices, and
// the same with states integrated out by the Kalman filter. Checks both against quadrature.
#include <aleator/aleator.h>

#include <iostream>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;

namespace {

// Flows in 10^10 cubic metres. Priors of the standard deviations of observations and steps.
const Distribution kSigmaFlow = tfd::HalfNormal({.scale = 3.}),
                   kSigmaLevel = tfd::HalfNormal({.scale = 1.});

ppl::JointDistribution with_states(const Array& flow) {
  const std::int64_t n = flow.size();
  return ppl::JointDistribution([=](ppl::Scope& s) {
    Array sigma_flow = s.sample("sigma_flow", kSigmaFlow);
    Array sigma_level = s.sample("sigma_level", kSigmaLevel);
    Array first = s.sample("first_level", tfd::Normal(10., 5.));
    Array steps = s.sample("step", tfd::Normal(0., 1.), {.plate = {"step", n - 1}});
    Array walk = concatenate({zeros({1}), sigma_level * cumulative_sum(steps)});
    Array level = s.deterministic("level", first + walk, {.plate = {"year", n}});
    s.observe("flow", tfd::Normal(level, sigma_flow), flow, {.plate = {"year", n}});
  });
}

ppl::JointDistribution by_filter(const Array& flow) {
  return ppl::JointDistribution([=](ppl::Scope& s) {
    Array sigma_flow = s.sample("sigma_flow", kSigmaFlow);
    Array sigma_level = s.sample("sigma_level", kSigmaLevel);
    const Array one = ones({1, 1});
    const auto noise = [](const Array& sigma) {
      return tfd::MultivariateNormalDiag({.loc = zeros({1}), .scale_diag = expand_dims(sigma, 0)});
    };
    s.observe("flow",
              tfd::LinearGaussianStateSpaceModel(
                  {.num_timesteps = flow.size(),
                   .transition_matrix = one,
                   .transition_noise = noise(sigma_level),
                   .observation_matrix = one,
                   .observation_noise = noise(sigma_flow),
                   .initial_state_prior = tfd::MultivariateNormalDiag(
                       {.loc = full({1}, 10.), .scale_diag = full({1}, 5.)})}),
              expand_dims(flow, 1));
  });
}

void expect_exact(example::Results& results, const char* name,
                  const ppl::JointDistribution& model) {
  const auto posterior = mcmc::sample(ppl::make_target(model),
                                      {.num_draws = 2000, .target_accept_prob = 0.99, .seed = 1});
  std::cout << name << "\n";
  results.add(name, posterior);
  results.expect_mean("sigma_flow", posterior["sigma_flow"], 1.2238670337);
  results.expect_mean("sigma_level", posterior["sigma_level"], 0.4364340813);
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const Array flow = 0.01 * array(io::read_csv("data/nile.csv").column("flow"));
  expect_exact(results, "states as choices", with_states(flow));
  expect_exact(results, "states integrated out", by_filter(flow));
  return results.finish();
}
