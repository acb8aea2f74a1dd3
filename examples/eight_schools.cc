// SPDX-License-Identifier: Apache-2.0
// Effects of coaching in eight schools: a hierarchical model by the No-U-Turn sampler, whose
// non-centred form the library finds.
#include <aleator/aleator.h>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const Array y = array({28., 8., -3., 7., -1., 1., 18., 12.}),
              sigma = array({15., 10., 16., 11., 9., 11., 10., 18.});
  ppl::JointDistribution eight_schools([&](ppl::Scope& s) {
    Array mu = s.sample("mu", tfd::Normal(0., 5.));
    Array tau = s.sample("tau", tfd::HalfCauchy(0., 5.));
    Array theta = s.sample("theta", tfd::Normal(mu, tau), {.plate = {"school", 8}});
    s.sample("y", tfd::Normal(theta, sigma), {.plate = {"school", 8}});
  });
  auto target =
      ppl::make_target(eight_schools.condition({{"y", y}}), {.reparameterize = ppl::Auto});
  auto fitted = mcmc::sample(target, {.target_accept_prob = 0.95, .seed = 1});
  results.add("posterior", fitted);
  // Exact values by quadrature.
  results.expect_mean("mu", fitted["mu"], 4.396820714);
  results.expect_mean("tau", fitted["tau"], 3.597705484);
  return results.finish();
}
