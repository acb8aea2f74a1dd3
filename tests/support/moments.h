// SPDX-License-Identifier: Apache-2.0
// Defines tests of draws of chains against known moments, and of kernels on exact draws.
#pragma once

#include "aleator/aleator.h"
#include "aleator/mcmc/chain_program.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/statistics.h"

namespace aleator::moments {

/// An estimate exceeds so many Monte Carlo standard errors with probability 6e-7.
inline constexpr double kMaxErrors = 5;

/// Mean and variance of every element of [chain, draw, ...] against the truth, within their Monte
/// Carlo errors, which must be below a tenth of the standard deviation.
inline void expect_moments(const Array& draws, const std::vector<double>& means,
                           const std::vector<double>& variances) {
  const std::int64_t num_chains = draws.dim(0), num_draws = draws.dim(1);
  const Array flat =
      reshape(draws, {num_chains, num_draws, draws.size() / (num_chains * num_draws)});
  for (std::size_t i = 0; i < means.size(); ++i) {
    const auto k = static_cast<std::int64_t>(i);
    const Array x = slice_axis(flat, 2, k, k + 1);
    const std::vector<double> values = x.values(), squares = square(x - means[i]).values();
    const double error = stats::mcse_mean({values, num_chains, num_draws});
    const double error_of_square = stats::mcse_mean({squares, num_chains, num_draws});
    EXPECT_NEAR(stats::mean(values), means[i], kMaxErrors * error) << i;
    EXPECT_NEAR(stats::mean(squares), variances[i], kMaxErrors * error_of_square) << i;
    EXPECT_LT(error, 0.1 * std::sqrt(variances[i])) << i;
  }
}

/// The positions of many chains after `num_transitions` from `positions`, [chains, size].
inline Array advanced(const mcmc::Kernel& kernel, const mcmc::Layout& layout,
                      const Array& positions, std::int64_t num_transitions, const Key& key) {
  const mcmc::Target target(kernel.rules().target(), layout);
  const mcmc::ChainProgram program(kernel, target, layout);
  mcmc::ChainBlock block = program.start(key, arange(positions.dim(0), int64), positions);
  const mcmc::Parameters parameters = program.tuning().parameters;
  for (int i = 0; i < 100 && min(block.num_done).item<std::int64_t>() < num_transitions; ++i) {
    block.num_ticks = 2048;
    program.advance(block, parameters, num_transitions, num_transitions);
  }
  EXPECT_EQ(min(block.num_done).item<std::int64_t>(), num_transitions);
  return block.states[0];
}

/// The first transitions of 40,000 chains from exact draws of x ~ N(0, 1), y ~ N(x^2 - 1, 0.7)
/// leave both marginal distributions as they were, and move x by `least_move` on average. Distances
/// to the exact cdf exceed their bound with probability 1e-6.
inline void expect_banana_is_kept(const mcmc::Kernel& kernel, std::int64_t num_transitions,
                                  double least_move) {
  namespace tfd = distributions;
  constexpr std::int64_t kNumChains = 40'000;
  const auto [a, b, c] = split<3>(Key(5));
  const Array x = tfd::Normal(0., 1.).sample({kNumChains}, a),
              y = tfd::Normal(square(x) - 1., 0.7).sample(b);
  const Array end = advanced(kernel, {{"x", "y"}, {Shape{}, Shape{}}, float64}, stack({x, y}, 1),
                             num_transitions, c);
  const Array xs = slice_axis(end, 1, 0, 1), residuals = slice_axis(end, 1, 1, 2) - square(xs) + 1.;
  const auto normal = [](double scale) {
    return [scale](double z) { return 0.5 * std::erfc(-z / scale * std::sqrt(0.5)); };
  };
  const double bound = statistics::largest_distance(kNumChains);
  EXPECT_LT(statistics::distance_to_cdf(xs.values(), normal(1)), bound);
  EXPECT_LT(statistics::distance_to_cdf(residuals.values(), normal(0.7)), bound);
  EXPECT_GT(mean(abs(reshape(xs, {kNumChains}) - x)).item(), least_move);
}

}  // namespace aleator::moments
