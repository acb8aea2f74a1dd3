// SPDX-License-Identifier: Apache-2.0
// Effects of coaching in eight schools: a hierarchical model by the No-U-Turn sampler, whose
// non-centred form the library finds.
#include <aleator/aleator.h>

#include <cmath>
#include <iostream>

using namespace aleator;
namespace tfd = aleator::distributions;

int main() {
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
  std::cout << fitted.summary() << "\n" << fitted.diagnosis() << "\n";
  // Exact values by quadrature; five Monte Carlo standard errors.
  const auto is_near = [&](const char* name, double exact) {
    const Array& draws = fitted[name];
    const double error = stats::mcse_mean({draws.values(), draws.dim(0), draws.dim(1)});
    return std::abs(mean(draws).item() - exact) < 5 * error;
  };
  return is_near("mu", 4.396820714) && is_near("tau", 3.597705484) ? 0 : 1;
}
