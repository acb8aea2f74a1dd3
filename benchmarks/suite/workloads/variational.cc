// SPDX-License-Identifier: Apache-2.0
// W17: steps of variational inference with eight draws and Adam, mean-field and full-rank, on a
// hierarchical regression of the size of the radon data: 12,573 rows, 777 unconstrained values.
#include "benchmarks/micro/data.h"
#include "benchmarks/suite/workloads.h"

namespace aleator::bench {
namespace {

namespace tfd = distributions;
namespace tfb = bijectors;

constexpr std::int64_t kRows = 12'573, kCounties = 386, kDraws = 8;

/// Intercepts and slopes by county, non-centred.
LogDensity radon_slopes(const Array& county, const Array& basement, const Array& y) {
  const auto log_prob = [=](const Array& mu_a, const Array& sigma_a, const Array& mu_b,
                            const Array& sigma_b, const Array& a, const Array& b,
                            const Array& sigma) {
    const Array intercept = take(mu_a + sigma_a * a, county),
                slope = take(mu_b + sigma_b * b, county);
    const tfd::Normal wide(0., 10.), standard(0., 1.);
    const tfd::HalfNormal half({.scale = 1.});
    return wide.log_prob(mu_a) + wide.log_prob(mu_b) + half.log_prob(sigma_a) +
           half.log_prob(sigma_b) + half.log_prob(sigma) + sum(standard.log_prob(a)) +
           sum(standard.log_prob(b)) +
           sum(tfd::Normal(intercept + slope * basement, sigma).log_prob(y));
  };
  const Bijector reals = tfb::Identity(), positive = tfb::Exp();
  return LogDensity(mcmc::TargetLogProbFn(log_prob),
                    {"mu_a", "sigma_a", "mu_b", "sigma_b", "a", "b", "sigma"},
                    {{}, {}, {}, {}, {kCounties}, {kCounties}, {}},
                    {reals, positive, reals, positive, reals, reals, positive});
}

/// Seconds of a step: what a fit does once is in both fits, and not in their difference.
double step_seconds(const LogDensity& target, vi::AffineOperators operators,
                    std::int64_t num_steps) {
  const auto fit = [&](std::int64_t n) {
    const auto q = vi::build_affine_surrogate_posterior(target, {.operators = operators});
    return seconds_of([&] {
      vi::fit_surrogate_posterior(target, q,
                                  {.num_steps = n,
                                   .optimizer = optimize::Adam({.learning_rate = 0.01}),
                                   .sample_size = kDraws,
                                   .num_quality_draws = 2,
                                   .show_progress = false,
                                   .key = Key(1)});
    });
  };
  return (fit(2 * num_steps) - fit(num_steps)) / static_cast<double>(num_steps);
}

/// Seven operations a row and draw; `each_draw` more.
Figure figure(const char* name, double seconds, double each_draw) {
  const Work work{.operations = kDraws * (7. * kRows + each_draw)};
  return {.name = name, .unit = "ms", .value = 1e3 * seconds, .limit = 1e3 * work.least_seconds()};
}

}  // namespace

Workload variational(const Setup&) {
  const Array county = random::randint(Key(1), {kRows}, 0, kCounties);
  const Array basement = astype(random::bernoulli(Key(2), 0.3, {kRows}), float64);
  const Array y = 1.2 - 0.6 * basement + 0.7 * array(normal_numbers(kRows, 3));
  eval(county, basement, y);
  const LogDensity target = radon_slopes(county, basement, y);
  const auto run = [=](std::uint64_t) {
    return Outcome{
        .figures = {figure("mean-field", step_seconds(target, vi::AffineOperators::diag, 300), 4e4),
                    figure("full-rank", step_seconds(target, vi::AffineOperators::tril, 60),
                           2. * 777 * 777)}};
  };
  return {.data = {{"county", county}, {"basement", basement}, {"y", y}}, .run = run};
}

}  // namespace aleator::bench
