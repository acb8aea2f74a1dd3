// SPDX-License-Identifier: Apache-2.0
// How often did a rate change, when, and from what to what? Counts as a hidden Markov model whose
// states are rates, of one to six states at once: the most probable rates of each, what it says of
// the number of states, and which state each day was in.
#include <aleator/aleator.h>

#include <cmath>
#include <cstdio>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;

namespace {

constexpr std::int64_t kMaxStates = 6, kNumDays = 80;
constexpr double kChangeProbability = 0.05;

const Array true_rates = array({40., 3., 20., 50.});

Array true_state() {
  const Array day = arange(kNumDays);
  return astype(day >= 20, int64) + astype(day >= 40, int64) + astype(day >= 50, int64);
}

/// Models of 1, ..., 6 states in one batch: states that a model lacks are never entered.
struct Models {
  Array is_active;         ///< [models, states]
  Array initial_logits;    ///< [models, states]
  Array transition_probs;  ///< [models, states, states]

  Models() {
    const Array state = arange(kMaxStates), num_states = expand_dims(state, 1) + 1;
    is_active = state < num_states;
    initial_logits = where(is_active, 0., -1e10);
    const Array others = expand_dims(maximum(num_states - 1, 1), -1);
    const Array is_same = expand_dims(state, 1) == state;
    const Array both = logical_and(expand_dims(is_active, 1), expand_dims(is_active, 2));
    const Array stay = where(num_states == 1, 1., 1. - kChangeProbability);
    const Array among_active = where(is_same, expand_dims(stay, -1), kChangeProbability / others);
    transition_probs = where(both, among_active, where(is_same, 1., 0.));
  }

  tfd::HiddenMarkovModel given(const Array& log_rates) const {
    return tfd::HiddenMarkovModel(
        {.initial_distribution = tfd::Categorical({.logits = initial_logits}),
         .transition_distribution = tfd::Categorical({.probs = transition_probs}),
         .observation_distribution = tfd::Poisson({.log_rate = log_rates}),
         .num_steps = kNumDays});
  }
  /// [models], of the counts and of the rates that a model has.
  Array log_prob(const Array& log_rates, const Array& counts) const {
    const Array prior = tfd::LogNormal(5., 5.).log_prob(exp(log_rates));
    return given(log_rates).log_prob(counts) + sum(where(is_active, prior, 0.), {.axes = {-1}});
  }
};

/// By Adam, all models in one loop: [models, states].
Array most_probable(example::Results& results, const Models& models, const Array& counts) {
  const Array noise = 0.3 * random::normal(Key(2), {kMaxStates, kMaxStates});
  const Variable log_rates(log(mean(counts)) + noise, "log_rates");
  optimize::minimize(
      [&] { return -sum(models.log_prob(log_rates, counts)); },
      {.num_steps = 1000,
       .optimizer = optimize::Adam({.learning_rate = optimize::CosineDecay({0.1, 1000})}),
       .key = Key(3)});
  // A quasi-Newton method from there finds nothing better for four states.
  const auto loss = [&](const Array& x) { return -models.log_prob(x, counts)[3]; };
  const Array start = log_rates.value()[3];
  const auto further = optimize::lbfgs_minimize(value_and_grad(loss), start,
                                                {.tolerance = 1e-6, .max_iterations = 200});
  results.expect_near("log density by Adam and by L-BFGS", -loss(start).item(),
                      -further.objective_value.item(), 1e-3);
  return log_rates.value();
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const Array counts = tfd::Poisson({.rate = take(true_rates, true_state())}).sample(Key(1));
  const Models models;
  const Array log_rates = most_probable(results, models, counts);

  const Array log_density = models.log_prob(log_rates, counts);
  std::printf("%-10s %14s\n", "states", "log density");
  for (std::int64_t i = 0; i < kMaxStates; ++i)
    std::printf("%-10d %14.2f\n", static_cast<int>(i + 1), log_density[i].item());
  results.add("log density", log_density);
  results.expect(argmax(log_density).item<std::int64_t>() == 3, "four states are most probable");

  // The most probable state of each day.
  const Array state = models.given(log_rates).posterior_marginals(counts).mode()[3];
  const Array rate_of_day = take(exp(log_rates[3]), state);
  const Array exact = take(true_rates, true_state());
  results.add("rate of each day", rate_of_day);
  std::printf("%-10s %8s %8s\n", "day", "rate", "exact");
  for (const std::int64_t day : {10, 30, 45, 70})
    std::printf("%-10d %8.2f %8.2f\n", static_cast<int>(day), rate_of_day[day].item(),
                exact[day].item());
  // Five standard errors of the mean of the ten or more days of a rate.
  const Array is_near = abs(rate_of_day - exact) < 5. * sqrt(exact / 10.);
  results.expect(sum(where(is_near, 0., 1.)).item() <= 2, "each day has its rate");
  return results.finish();
}
