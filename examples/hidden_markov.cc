// SPDX-License-Identifier: Apache-2.0
// A hidden Markov model of two states: the path of states is one choice, which samplers sum over by
// the forward recursion, and which is drawn again for every draw. Checks against reference draws.
#include <aleator/aleator.h>

#include <iostream>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;
namespace tfb = aleator::bijectors;

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const Array y = array(io::read_csv("data/two_states.csv").column("y"));
  ppl::JointDistribution two_states([&](ppl::Scope& s) {
    Array stay = s.sample("stay", tfd::Uniform(0., 1.), {.plate = {"state", 2}});
    Array rows = stack({stack({stay[0], 1. - stay[0]}), stack({1. - stay[1], stay[1]})});
    Array mu = s.sample("mu", ppl::Flat({.event_shape = {2},
                                         .bijector = tfb::Chain({tfb::Exp(), tfb::Ascending()})}));
    s.factor("prior of mu", sum(tfd::Normal(array({3., 10.}), 1.).log_prob(mu)));
    Array z = s.markov("z", {.initial_distribution = tfd::Categorical({.probs = array({0.5, 0.5})}),
                             .transition_distribution = tfd::Categorical({.probs = rows}),
                             .steps = {"time", y.size()}});
    s.sample("y", tfd::Normal(take(mu, z), 1.), {.plate = {"time", y.size()}});
  });
  const auto observed = two_states.condition({{"y", y}});
  const auto posterior = mcmc::sample(ppl::make_target(observed), {.num_chains = 4, .seed = 1});
  results.add("posterior", posterior);

  const Array paths = ppl::infer_discrete(observed, posterior, Key(2))["z"];
  const Array is_high = mean(astype(paths, float64), {.axes = {0, 1}});
  std::cout << "P(second state) at the first ten times: " << is_high[Slice({}, 10)] << "\n";
  results.add("P(second state)", is_high);
  // Paths of the second state are where observations are high.
  const Array agrees = astype((is_high > 0.5) == (y > 6.), float64);

  results.expect_mean("stay[0]", posterior["stay"][{Ellipsis, 0}], 0.6666452062, 0.00101);
  results.expect_mean("stay[1]", posterior["stay"][{Ellipsis, 1}], 0.926867412, 0.00028);
  results.expect_mean("mu[0]", posterior["mu"][{Ellipsis, 0}], 3.021516767, 0.00224);
  results.expect_mean("mu[1]", posterior["mu"][{Ellipsis, 1}], 8.827281871, 0.00111);
  results.expect(mean(agrees).item() > 0.97, "paths are where observations are");
  return results.finish();
}
