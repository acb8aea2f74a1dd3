// SPDX-License-Identifier: Apache-2.0
// Effects of coaching in eight schools: a hierarchical model by the No-U-Turn sampler, in its
// non-centred form.
#include <aleator/aleator.h>

#include <cmath>
#include <iostream>

using namespace aleator;
namespace tfd = aleator::distributions;
namespace tfb = aleator::bijectors;

int main() {
  const Array y = array({28., 8., -3., 7., -1., 1., 18., 12.}),
              sigma = array({15., 10., 16., 11., 9., 11., 10., 18.});
  auto log_prob = [&](Array mu, Array tau, Array theta_raw) {
    return tfd::Normal(0., 5.).log_prob(mu) + tfd::HalfCauchy(0., 5.).log_prob(tau) +
           sum(tfd::Normal(0., 1.).log_prob(theta_raw)) +
           sum(tfd::Normal(mu + tau * theta_raw, sigma).log_prob(y));
  };
  const stats::Posterior posterior =
      mcmc::sample(log_prob, {.current_state = {0., 1., zeros({8})},
                              .bijector = {tfb::Identity(), tfb::Exp(), tfb::Identity()},
                              .names = {"mu", "tau", "theta_raw"},
                              .target_accept_prob = 0.95,
                              .seed = 1});
  std::cout << posterior.summary() << "\n" << posterior.diagnosis() << "\n";
  // Exact values by quadrature; five Monte Carlo standard errors.
  const auto is_near = [&](const char* name, double exact) {
    const Array& draws = posterior[name];
    const double error = stats::mcse_mean({draws.values(), draws.dim(0), draws.dim(1)});
    return std::abs(mean(draws).item() - exact) < 5 * error;
  };
  return is_near("mu", 4.396820714) && is_near("tau", 3.597705484) ? 0 : 1;
}
