// SPDX-License-Identifier: Apache-2.0
// Uses the installed library as another project would; exits with 0 if the answers are right.
#include <aleator/aleator.h>

#include <cmath>
#include <cstdio>

using namespace aleator;
namespace tfd = aleator::distributions;

bool is_near(const char* what, double value, double expected, double tolerance) {
  std::printf("%s: %.6g\n", what, value);
  return std::abs(value - expected) <= tolerance;
}

/// The tolerance is five standard errors of 200 independent draws; the key is fixed, so runs are
/// equal.
bool is_sampling_right() {
  auto log_prob = [](Array x) { return tfd::Normal(3., 1.).log_prob(x); };
  auto posterior = mcmc::sample_chain(
      {.num_results = 200,
       .num_burnin_steps = 50,
       .current_state = {2.},
       .names = {"x"},
       .kernel = mcmc::HamiltonianMonteCarlo(
           {.target_log_prob_fn = log_prob, .num_leapfrog_steps = 3, .step_size = 0.5}),
       .show_progress = false,
       .key = Key(1)});
  return posterior["x"].shape() == Shape{1, 200} &&
         is_near("mean of the draws", mean(posterior["x"]).item(), 3., 0.35);
}

int main() {
  const Array x = array({1., 2., 3.});
  const Array slopes = grad([](Array t) { return sum(square(t)); })(x);
  const bool is_right = is_near("sum", sum(x * 2).item(), 12, 0) &&
                        is_near("slope", slopes.values()[2], 6, 0) &&
                        is_near("log density", tfd::Normal(0., 1.).log_prob(0.).item(),
                                -0.918938533204672742, 1e-15) &&
                        is_sampling_right();
  return is_right ? 0 : 1;
}
