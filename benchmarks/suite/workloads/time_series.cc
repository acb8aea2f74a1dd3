// SPDX-License-Identifier: Apache-2.0
// W20: hidden Markov models of 50 series of 100 steps, and Kalman filters of 100 series of 500.
#include "benchmarks/suite/workloads.h"

namespace aleator::bench {
namespace {

using namespace distributions;

constexpr std::int64_t kSeries = 50, kSteps = 100, kLevels = 100, kLevelSteps = 500;

/// Normal observations around 0, 1, ..., a state that stays with probability 0.9.
HiddenMarkovModel chain(std::int64_t num_states) {
  const auto k = static_cast<double>(num_states);
  const Array stay = (0.9 - 0.1 / (k - 1)) * eye(num_states) + 0.1 / (k - 1);
  return HiddenMarkovModel(
      {.initial_distribution = Categorical({.probs = full({num_states}, 1 / k)}),
       .transition_distribution = Categorical({.probs = stay}),
       .observation_distribution = Normal(arange(0., k), 1.),
       .num_steps = kSteps});
}

/// A level and its slope, both of which wander; the log likelihood of scales [level, slope, noise].
Array local_linear_trend(const Array& series, const Array& log_scales) {
  const Array scales = exp(log_scales);
  const LinearGaussianStateSpaceModel model(
      {.num_timesteps = kLevelSteps,
       .transition_matrix = array({{1., 1.}, {0., 1.}}),
       .transition_noise =
           MultivariateNormalDiag({.loc = zeros({2}), .scale_diag = scales[Slice(0, 2)]}),
       .observation_matrix = array({{1., 0.}}),
       .observation_noise =
           MultivariateNormalDiag({.loc = zeros({1}), .scale_diag = scales[Slice(2, 3)]}),
       .initial_state_prior =
           MultivariateNormalDiag({.loc = zeros({2}), .scale_diag = ones({2})})});
  return sum(model.log_prob(expand_dims(series, -1)));
}

}  // namespace

Workload hidden_markov_toolkit(const Setup&) {
  const Array y =
      3. * random::uniform(Key(1), {kSeries, kSteps}) + random::normal(Key(2), {kSeries, kSteps});
  eval(y);
  const HiddenMarkovModel small = chain(4), large = chain(32);
  const auto forward_4 = jit([=](const Array& x) { return small.log_prob(x); });
  const auto forward_32 = jit([=](const Array& x) { return large.log_prob(x); });
  const auto mode_4 = jit([=](const Array& x) { return small.posterior_mode(x); });
  const auto run = [=](std::uint64_t) {
    const Work each{.operations = kSeries * kSteps * (2. * 16 + 40 * 4)};
    const Work many{.operations = kSeries * kSteps * (2. * 32 * 32 + 40 * 32)};
    return Outcome{.figures = {call_figure(
                                   "forward, 4 states", each, [&] { eval(forward_4(y)); }, 20),
                               call_figure(
                                   "forward, 32 states", many, [&] { eval(forward_32(y)); }, 5),
                               call_figure(
                                   "Viterbi, 4 states", each, [&] { eval(mode_4(y)); }, 20)},
                   .checks = {{"log likelihood", -sum(forward_4(y)).item()}}};
  };
  return {.data = {{"y", y}}, .run = run};
}

Workload kalman_filter(const Setup&) {
  const Array y = cumulative_sum(0.1 * random::normal(Key(1), {kLevels, kLevelSteps}), 1) +
                  random::normal(Key(2), {kLevels, kLevelSteps});
  eval(y);
  const auto value = jit([=](const Array& q) { return local_linear_trend(y, q); });
  const auto gradient = jit([=](const Array& q) {
    return value_and_grad([=](const Array& p) { return local_linear_trend(y, p); })(q).second;
  });
  const auto run = [=](std::uint64_t) {
    const Array q = array({-2., -3., 0.});
    const double steps = kLevels * kLevelSteps;
    return Outcome{
        .figures = {call_figure(
                        "likelihood", {.operations = 60 * steps}, [&] { eval(value(q)); }, 5),
                    call_figure(
                        "gradient", {.operations = 180 * steps}, [&] { eval(gradient(q)); }, 5)},
        .checks = {{"log likelihood", -value(q).item()}}};
  };
  return {.data = {{"y", y}}, .run = run};
}

}  // namespace aleator::bench
