// SPDX-License-Identifier: Apache-2.0
// A mixture of two normals, written with the component of each row as a choice. Samplers sum over
// the components; which row belongs to which is found again for every draw. Checks against
// reference draws.
#include <aleator/aleator.h>

#include <iostream>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;
namespace tfb = aleator::bijectors;

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const Array y = array(io::read_csv("data/two_components.csv").column("y"));
  ppl::JointDistribution mixture([&](ppl::Scope& s) {
    // Increasing means, so that the components have names.
    Array mu = s.sample("mu", ppl::Flat({.event_shape = {2}, .bijector = tfb::Ascending()}));
    s.factor("prior of mu", sum(tfd::Normal(0., 2.).log_prob(mu)));
    Array sigma = s.sample("sigma", tfd::HalfNormal({.scale = 2.}), {.plate = {"component", 2}});
    Array theta = s.sample("theta", tfd::Beta({.concentration1 = 5., .concentration0 = 5.}));
    Array k = s.sample("k", tfd::Categorical({.probs = stack({theta, 1. - theta})}),
                       {.plate = {"row", y.size()}});
    s.sample("y", tfd::Normal(take(mu, k), take(sigma, k)), {.plate = {"row", y.size()}});
  });
  const auto observed = mixture.condition({{"y", y}});
  const auto posterior = mcmc::sample(ppl::make_target(observed), {.num_chains = 4, .seed = 1});
  results.add("posterior", posterior);

  // The component of each row, and how much of the data is of the first.
  const Array p =
      ppl::discrete_probabilities(observed, {{"mu", mean(posterior["mu"], {.axes = {0, 1}})},
                                             {"sigma", mean(posterior["sigma"], {.axes = {0, 1}})},
                                             {"theta", mean(posterior["theta"])}})["k"];
  const double share = mean(p[{Ellipsis, 0}]).item();
  std::cout << "share of the first component among the rows: " << share << "\n";
  results.add("share", share);

  results.expect_mean("mu[0]", posterior["mu"][{Ellipsis, 0}], -2.733514475, 0.00042);
  results.expect_mean("mu[1]", posterior["mu"][{Ellipsis, 1}], 2.869831886, 0.00055);
  results.expect_mean("sigma[0]", posterior["sigma"][{Ellipsis, 0}], 1.028073883, 0.00031);
  results.expect_mean("theta", posterior["theta"], 0.6215493444, 0.00015);
  results.expect_near("share", share, 0.6215, 0.02);
  return results.finish();
}
