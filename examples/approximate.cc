// SPDX-License-Identifier: Apache-2.0
// A posterior without a sampler: its mode by L-BFGS, a normal approximation by Pathfinder, and what
// the approximation misses by importance weights, whose tail says whether they can be trusted.
#include <aleator/aleator.h>

#include <cmath>
#include <iostream>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;

// Temperature (Fahrenheit) at 23 launches of the space shuttle, and whether an O-ring was damaged.
const Array temperature = array({66., 70., 69., 68., 67., 72., 73., 70., 57., 63., 70., 78.,
                                 67., 53., 67., 75., 70., 81., 76., 79., 75., 76., 58.});
const Array is_damaged = array(
    {0., 1., 0., 0., 0., 0., 0., 0., 1., 1., 1., 0., 0., 1., 0., 0., 0., 0., 0., 0., 1., 0., 1.});

/// log p(intercept, slope, data), the slope for ten degrees.
Array log_joint(const Array& x) {
  const Array logits = x[0] + x[1] * (temperature - 70.) / 10.;
  return sum(tfd::Normal(0., 3.).log_prob(x)) +
         sum(tfd::Bernoulli({.logits = logits}).log_prob(is_damaged));
}

/// The posterior mean of the slope, and the evidence, from a fine grid: what the rest must find.
std::pair<double, double> by_grid() {
  const Array axis = linspace(-14., 14., 281);
  const Array points = reshape(stack(broadcast_arrays({expand_dims(axis, 1), axis}), 2), {-1, 2});
  const Array log_values = jit(vmap(log_joint))(points);
  const Array weights = exp(log_values - logsumexp(log_values));
  return {sum(weights * points[{Ellipsis, 1}]).item(),
          logsumexp(log_values).item() + 2 * std::log(0.1)};
}

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const Array starts = array({{-3., -3.}, {3., 3.}, {0., 0.}, {5., -5.}});
  const auto negative = [](const Array& x) { return -log_joint(x); };
  const auto mode = jit(vmap([&](const Array& start) {
    return optimize::lbfgs_minimize(value_and_grad(negative), start);
  }))(starts);
  std::cout << "modes " << mode.position << ", converged " << mode.converged << "\n";

  const auto path = optimize::pathfinder(log_joint, starts[0], Key(1), {.num_draws = 4000});
  const Array log_ratios = path.target_log_prob - path.log_density;
  const stats::PsisResults weights = stats::psis(log_ratios.values());
  const Array slopes = path.position[{Ellipsis, 1}];
  const double slope = sum(exp(array(weights.log_weights)) * slopes).item();
  const double evidence = logsumexp(log_ratios).item() - std::log(4000.);
  const auto [grid_slope, grid_evidence] = by_grid();
  std::cout << "slope " << slope << ", by a grid " << grid_slope << "; log evidence " << evidence
            << ", by a grid " << grid_evidence << "; Pareto k " << weights.pareto_k << "\n";

  // The standard error of the slope from so many effective draws, five times: a false alarm in
  // fewer than one of a million keys.
  const double error = 5 * stddev(slopes).item() / std::sqrt(weights.ess);
  const bool has_one_mode = max(stddev(mode.position, {.axes = {0}})).item() < 1e-6;
  results.add("slope", slope);
  results.add("log evidence", evidence);
  results.expect(has_one_mode && all(mode.converged).item<bool>(), "all starts find one mode");
  results.expect_near("slope", slope, grid_slope, error);
  results.expect_near("log evidence", evidence, grid_evidence, 0.1);
  results.expect(weights.pareto_k < 0.7, "weights can be trusted");
  return results.finish();
}
