// SPDX-License-Identifier: Apache-2.0
// Times steps of variational inference: mean-field and full-rank normals on a hierarchical
// regression of the size of the radon data, 12,573 rows and 777 unconstrained values, with eight
// draws a step and Adam. Compiling is left out: the processor time of a long fit less that of a
// short one.
#include <aleator/aleator.h>

#include <cstdio>
#include <ctime>

#include <CLI/CLI.hpp>

#include "benchmarks/micro/data.h"

namespace {

using namespace aleator;
namespace tfd = aleator::distributions;
namespace tfb = aleator::bijectors;

constexpr std::int64_t kRows = 12'573, kCounties = 386;

/// Intercepts and slopes by county, non-centred; made-up data.
LogDensity radon() {
  const Array county = random::randint(Key(1), {kRows}, 0, kCounties);
  const Array basement = astype(random::bernoulli(Key(2), 0.3, {kRows}), float64);
  const Array noise = array(bench::normal_numbers(kRows, 3));
  const Array y = 1.2 - 0.6 * basement + 0.7 * noise;
  eval(county, basement, y);
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

/// Of the processor.
double seconds(const LogDensity& target, vi::AffineOperators operators, std::int64_t num_steps) {
  const auto q = vi::build_affine_surrogate_posterior(target, {.operators = operators});
  const std::clock_t start = std::clock();
  vi::fit_surrogate_posterior(target, q,
                              {.num_steps = num_steps,
                               .optimizer = optimize::Adam({.learning_rate = 0.01}),
                               .sample_size = 8,
                               .num_quality_draws = 2,
                               .show_progress = false,
                               .key = Key(1)});
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

void measure(const char* name, vi::AffineOperators operators, std::int64_t num_steps) {
  const LogDensity target = radon();
  const double first = seconds(target, operators, num_steps);  // compiles
  const double few = seconds(target, operators, num_steps),
               many = seconds(target, operators, 3 * num_steps);
  const double each = (many - few) / static_cast<double>(2 * num_steps);
  std::printf("%-12s %10.1f %12.2f\n", name, each * 1e6, first - few);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Times steps of variational inference");
  std::int64_t num_steps = 500;
  app.add_option("--steps", num_steps, "steps of the shorter fit");
  CLI11_PARSE(app, argc, argv);
  std::printf("%-12s %10s %12s\n", "surrogate", "us/step", "compile s");
  measure("mean-field", aleator::vi::AffineOperators::diag, num_steps);
  measure("full-rank", aleator::vi::AffineOperators::tril, num_steps / 5);
  return 0;
}
