// SPDX-License-Identifier: Apache-2.0
// Stochastic approximation EM of a linear model with random effects, radon in the homes of 85
// counties: one step of Hamiltonian Monte Carlo draws the counties' effects, their averages say
// which fixed effect and standard deviations are most likely. Those are known: the effects can be
// integrated out, and the likelihood that is left maximised.
#include <aleator/aleator.h>

#include <cmath>
#include <cstdio>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;

namespace {

constexpr std::int64_t kNumCounties = 85;
constexpr std::int64_t kNumSteps = 20'000;

struct Data {
  Array county, y;
};
/// mu, the standard deviation of homes and that of counties.
struct Estimate {
  Array mu, sigma_home, sigma_county;
};

/// Of homes given the effects, up to constants.
Array log_joint(const Data& data, const Estimate& e, const Array& effects) {
  return sum(tfd::Normal(0., e.sigma_county).log_prob(effects)) +
         sum(tfd::Normal(e.mu + take(effects, data.county), e.sigma_home).log_prob(data.y));
}

/// What the likelihood of data and effects depends on: means over homes of y less its county's
/// effect and of its square, and over counties of the square of effects.
struct Statistics {
  Array residual, squared_residual, squared_effect;
};
Estimate most_likely_given(const Statistics& s) {
  return {s.residual, sqrt(s.squared_residual - square(s.residual)), sqrt(s.squared_effect)};
}

struct State {
  Array effects;
  Statistics statistics;
};

/// A draw of the effects under the estimate so far, averaged into the statistics.
State stepped(const Data& data, const State& s, const Array& step, const Array& key) {
  const Estimate estimate = most_likely_given(s.statistics);
  const auto log_prob = [&](const Array& effects) { return log_joint(data, estimate, effects); };
  const mcmc::HamiltonianMonteCarlo kernel(
      {.target_log_prob_fn = log_prob, .num_leapfrog_steps = 3, .step_size = 0.08});
  const mcmc::Target target(log_prob, {.names = {"effects"}, .shapes = {{kNumCounties}}});
  const auto [moved, info] =
      kernel.step(Key(key), target, kernel.parameters(), kernel.init(target, s.effects));
  const Array effects = moved.position;
  const Array residual = data.y - take(effects, data.county);
  // Rates that fall more slowly than 1 / step forget where the search began.
  const Array rate = power(astype(step, float64) + 1., -0.7);
  const auto averaged = [&](const Array& before, const Array& now) {
    return before + rate * (now - before);
  };
  return {effects,
          {averaged(s.statistics.residual, mean(residual)),
           averaged(s.statistics.squared_residual, mean(square(residual))),
           averaged(s.statistics.squared_effect, mean(square(effects)))}};
}

/// From the mean of the statistics over the second half of the steps.
Estimate by_stochastic_em(const Data& data) {
  const Statistics start{mean(data.y), mean(square(data.y)), 0.1};
  const auto one = [&](const State& s, const Array& step) {
    const State next = stepped(data, s, step, fold_in(Key(1), step).words());
    return std::pair(next, next.statistics);
  };
  const auto run = jit([&](const Array& effects) {
    const Statistics s = scan(one, State{effects, start}, arange(kNumSteps)).second;
    const auto mean_of = [](const Array& x) {
      return mean(slice_axis(x, 0, kNumSteps / 2, kNumSteps));
    };
    return most_likely_given(
        {mean_of(s.residual), mean_of(s.squared_residual), mean_of(s.squared_effect)});
  });
  return run(zeros({kNumCounties}));
}

/// The log likelihood without the effects: homes of one county are normal with the same covariance
/// between any two, whose determinant and inverse are known.
Array log_likelihood(const Data& data, const Estimate& e) {
  const Array none = zeros({kNumCounties});
  const Array n = add_at(none, {data.county}, ones_like(data.y));
  const Array total = add_at(none, {data.county}, data.y);
  const Array within = sum(square(data.y)) - sum(square(total) / n);
  const Array variance = square(e.sigma_home), of_sum = variance + n * square(e.sigma_county);
  return -0.5 * (sum((n - 1.) * log(variance) + log(of_sum)) + within / variance +
                 sum(n * square(total / n - e.mu) / of_sum));
}

Estimate by_maximum(const Data& data) {
  const auto estimate = [](const Array& x) { return Estimate{x[0], exp(x[1]), exp(x[2])}; };
  const auto loss = [&](const Array& x) { return -log_likelihood(data, estimate(x)); };
  return estimate(optimize::lbfgs_minimize(value_and_grad(loss), array({1., 0., -1.})).position);
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const io::CsvTable table = io::read_csv("data/radon.csv");
  const Data data{astype(array(table.column("county")), int64) - 1,
                  array(table.column("log_radon"))};
  const Estimate found = by_stochastic_em(data), exact = by_maximum(data);

  std::printf("%-14s %14s %14s\n", "", "stochastic EM", "most likely");
  const auto compare = [&](const char* name, const Array& value, const Array& expected) {
    std::printf("%-14s %14.4f %14.4f\n", name, value.item(), expected.item());
    results.add(name, value);
    results.expect_near(name, value.item(), expected.item(), 0.01);
  };
  compare("mu", found.mu, exact.mu);
  compare("sigma_home", found.sigma_home, exact.sigma_home);
  compare("sigma_county", found.sigma_county, exact.sigma_county);
  const double lost = (log_likelihood(data, exact) - log_likelihood(data, found)).item();
  std::printf("log likelihood lost to noise: %.4f\n", lost);
  results.expect(lost >= 0 && lost < 0.05, "nothing is likelier, and little is lost");
  return results.finish();
}
