// SPDX-License-Identifier: Apache-2.0
// Tests that kernels which cross between modes reproduce the whole posterior of the text messages:
// Gibbs sampling with an independence proposal, and replica exchange.
#include <gtest/gtest.h>

#include "tests/end_to_end/text_messages_model.h"

namespace aleator::text_messages {
namespace {

namespace tfd = distributions;
namespace tfb = bijectors;
using mcmc::Kernel, mcmc::TargetLogProbFn;

TargetLogProbFn target(const Array& data) {
  return [data](Array a, Array b, Array t) { return joint_log_prob(data, a, b, t); };
}

/// The distributions of the rates given a number of days, for proposals.
struct Rates {
  tfd::Gamma first, second;
};
Rates rates_given(const Array& data, const Array& tau) {
  const std::int64_t n = data.size();
  const Array is_first = astype(logical_not(tau * n <= arange(n)), float64);
  const Array days = sum(is_first), sum_first = sum(is_first * data), rate = 1. / mean(data);
  return {tfd::Gamma({.concentration = sum_first + 1., .rate = days + rate}),
          tfd::Gamma({.concentration = sum(data) - sum_first + 1.,
                      .rate = static_cast<double>(n) - days + rate})};
}

/// tau from its prior, with rates that go with it; and the rates alone by Hamiltonian Monte Carlo.
Kernel gibbs(const Array& data) {
  const auto propose = [data](const Key& key) {
    const auto [tau_key, first_key, second_key] = split<3>(key);
    const Array tau = random::uniform(tau_key, {});
    const Rates rates = rates_given(data, tau);
    return Arrays{rates.first.sample(first_key), rates.second.sample(second_key), tau};
  };
  const auto log_proposal = [data](Array a, Array b, Array tau) {
    const Rates rates = rates_given(data, tau);
    return rates.first.log_prob(a) + rates.second.log_prob(b) + tfd::Uniform(0., 1.).log_prob(tau);
  };
  const auto independent = [=](const TargetLogProbFn& f) {
    return mcmc::IndependentMetropolis(
        {.target_log_prob_fn = f, .proposal_fn = propose, .proposal_log_prob_fn = log_proposal});
  };
  const auto hmc = [](const TargetLogProbFn& f) {
    return mcmc::HamiltonianMonteCarlo(
        {.target_log_prob_fn = f, .num_leapfrog_steps = 3, .step_size = 0.5});
  };
  return mcmc::GibbsSampler(
      {.target_log_prob_fn = target(data),
       .blocks = {{.parts = {"lambda_1", "lambda_2", "tau"}, .make_kernel_fn = independent},
                  {.parts = {"lambda_1", "lambda_2"}, .make_kernel_fn = hmc}}});
}

Kernel tempered(const Array& data) {
  return mcmc::TransformedTransitionKernel(
      {.inner_kernel = mcmc::ReplicaExchangeMC(
           {.inner_kernel = mcmc::NoUTurnSampler(
                {.target_log_prob_fn = target(data), .step_size = 0.03, .max_tree_depth = 4}),
            .inverse_temperatures = array({1., 0.6, 0.36, 0.2, 0.12, 0.06})}),
       .bijector = {tfb::Exp(), tfb::Exp(), tfb::Sigmoid()}});
}

stats::Posterior run(const Kernel& kernel, std::int64_t num_results) {
  return mcmc::sample_chain({.num_results = num_results,
                             .num_burnin_steps = 1000,
                             .num_chains = 8,
                             .current_state = {20., 20., 0.5},
                             .names = {"lambda_1", "lambda_2", "tau"},
                             .kernel = kernel,
                             .show_progress = false,
                             .key = Key(8)});
}

/// Eight tests of means: false alarms 4e-6 together.
void expect_mean(const Array& draws, double exact, const std::string& what) {
  constexpr double kMaxErrors = 5;
  const double error = stats::mcse_mean({draws.values(), draws.dim(0), draws.dim(1)});
  std::cout << what << ": " << mean(draws).item() << ", exactly " << exact << ", "
            << (mean(draws).item() - exact) / error << " standard errors\n";
  EXPECT_NEAR(mean(draws).item(), exact, kMaxErrors * error) << what;
}

void expect_exact(const stats::Posterior& p) {
  const ExactPosterior exact = exact_posterior(counts().values());
  expect_mean(p["lambda_1"], exact.mean_lambda_1, "lambda_1");
  expect_mean(p["lambda_2"], exact.mean_lambda_2, "lambda_2");
  expect_mean(p["tau"], exact.mean_tau, "tau");
  const Array day = ceil(74. * p["tau"]);
  const auto expect_days = [&](std::size_t from, std::size_t to) {
    double share = 0;
    for (std::size_t k = from; k <= to; ++k) share += exact.weights[k - 1];
    const Array is_there =
        logical_and(day >= static_cast<double>(from), day <= static_cast<double>(to));
    expect_mean(astype(is_there, float64), share, text("days ", from, " to ", to));
  };
  expect_days(1, 13);
  expect_days(41, 43);
  expect_days(44, 44);
  expect_days(45, 45);
  expect_days(70, 74);
}

TEST(TextMessagesModes, GibbsReproducesTheWholePosterior) {
  expect_exact(run(gibbs(counts()), 10'000));
}

TEST(TextMessagesModes, ReplicaExchangeReproducesTheWholePosterior) {
  const stats::Posterior p = run(tempered(counts()), 10'000);
  EXPECT_GT(mean(p.sample_stat("swap_acceptance")).item(), 0.2);
  expect_exact(p);
}

}  // namespace
}  // namespace aleator::text_messages
