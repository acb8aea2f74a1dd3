// SPDX-License-Identifier: Apache-2.0
// Tests chains, hidden Markov models and state space models against sums over all paths and against
// the normal distribution of all observations together.
#include "aleator/aleator.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "tests/distributions/vector_checks.h"
#include "tests/support/message.h"
#include "tests/support/statistics.h"

namespace aleator {
namespace {

using namespace distributions;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(MarkovChain, IsANormalDistributionWhereStepsAreLinear) {
  const auto transition = [](const Array& step, const Array& x) -> Distribution {
    return Normal(0.8 * x + 0.1 * step, 0.5);
  };
  const MarkovChain d(
      {.initial_state_prior = Normal(1., 2.), .transition_fn = transition, .num_steps = 3});
  EXPECT_EQ(d.event_shape(), Shape{3});
  // x = A (1 + 2 z0, 0.5 z1, 0.1 + 0.5 z2) with the powers of 0.8.
  const Array powers = array({{1., 0., 0.}, {0.8, 1., 0.}, {0.64, 0.8, 1.}});
  const MultivariateNormalTriL same(
      {.loc = matmul(powers, array({1., 0., 0.1})), .scale_tril = powers * array({2., 0.5, 0.5})});
  const Array x = random::normal(Key(1), {5, 3});
  expect_near(d.log_prob(x), same.log_prob(x));
  const Array draws = d.sample({20'000}, Key(2));
  const Array error = same.stddev() / std::sqrt(20'000.);
  EXPECT_LT(max(abs(mean(draws, {.axes = {0}}) - same.mean()) / error).item(),
            statistics::kMaxDeviation);
  expect_draws_of_density(
      d, MultivariateNormalTriL(
             {.loc = same.mean() + 0.1, .scale_tril = powers * array({1.8, 0.45, 0.45})}));
  EXPECT_EQ(d.default_event_space_bijector().name(), "Identity");
}

TEST(MarkovChain, TakesVectorsInBatches) {
  const Array matrix = array({{0.5, 0.2}, {0., 0.9}});
  const auto transition = [&](const Array&, const Array& x) -> Distribution {
    return MultivariateNormalDiag(
        {.loc = squeeze(matmul(matrix, expand_dims(x, -1)), -1), .scale_diag = array({1., 0.5})});
  };
  const MultivariateNormalDiag prior({.loc = zeros({3, 2}), .scale_diag = array({2., 1.})});
  const MarkovChain d({.initial_state_prior = prior, .transition_fn = transition, .num_steps = 4});
  EXPECT_EQ(d.batch_shape(), Shape{3});
  EXPECT_EQ(d.event_shape(), (Shape{4, 2}));
  const Array x = d.sample({5}, Key(1));
  ASSERT_EQ(x.shape(), (Shape{5, 3, 4, 2}));
  const auto state = [&](int t) { return squeeze(slice_axis(x, -2, t, t + 1), -2); };
  Array expected = prior.log_prob(state(0));
  for (int t = 0; t < 3; ++t) expected = expected + transition(0., state(t)).log_prob(state(t + 1));
  expect_near(d.log_prob(x), expected);
  const MarkovChain one(
      {.initial_state_prior = prior, .transition_fn = transition, .num_steps = 1});
  expect_near(one.log_prob(expand_dims(state(0), -2)), prior.log_prob(state(0)));
  EXPECT_EQ(one.sample(Key(1)).shape(), (Shape{3, 1, 2}));
  EXPECT_EQ(message_of([&] { MarkovChain({.initial_state_prior = prior, .num_steps = 2}); }),
            "MarkovChain: transition_fn is required: write {.transition_fn = ...}");
}

const Array kInitial = array({0.5, 0.3, 0.2});
const Array kTransition = array({{0.7, 0.2, 0.1}, {0., 0.5, 0.5}, {0.3, 0., 0.7}});

/// The logarithm of the joint probability of all paths of four steps, in the order of their digits,
/// of observations with these log likelihoods by step and state.
struct Paths {
  std::vector<std::vector<int>> states;
  std::vector<double> probabilities;
  double total = 0;
};
Paths all_paths(const std::vector<Array>& transitions, const std::vector<double>& log_likelihoods) {
  Paths paths;
  const std::vector<double> initial = kInitial.values();
  for (int code = 0; code < 81; ++code) {
    const std::vector<int> s{code / 27, code / 9 % 3, code / 3 % 3, code % 3};
    double p = initial[static_cast<std::size_t>(s[0])];
    for (std::size_t t = 0; t < 4; ++t) {
      p *= std::exp(log_likelihoods[t * 3 + static_cast<std::size_t>(s[t])]);
      if (t > 0) {
        p *= transitions[t - 1].values()[static_cast<std::size_t>(s[t - 1] * 3 + s[t])];
      }
    }
    paths.states.push_back(s);
    paths.probabilities.push_back(p);
    paths.total += p;
  }
  return paths;
}

void expect_paths(const HiddenMarkovModel& d, const Array& y, const Paths& paths) {
  EXPECT_NEAR(d.log_prob(y).item(), std::log(paths.total), 1e-12);
  std::vector<double> marginals(12, 0.);
  std::size_t best = 0;
  for (std::size_t i = 0; i < paths.states.size(); ++i) {
    for (std::size_t t = 0; t < 4; ++t)
      marginals[t * 3 + static_cast<std::size_t>(paths.states[i][t])] +=
          paths.probabilities[i] / paths.total;
    if (paths.probabilities[i] > paths.probabilities[best]) best = i;
  }
  const Distribution posterior = d.posterior_marginals(y);
  EXPECT_EQ(posterior.batch_shape(), Shape{4});
  for (int k = 0; k < 3; ++k) {
    std::vector<double> expected;
    for (std::size_t t = 0; t < 4; ++t)
      expected.push_back(marginals[t * 3 + static_cast<std::size_t>(k)]);
    expect_near(posterior.prob(k), array(expected));
  }
  const std::vector<double> mode = d.posterior_mode(y).values();
  EXPECT_EQ(std::vector<int>(mode.begin(), mode.end()), paths.states[best]);
}

TEST(HiddenMarkovModel, SumsOverAllPaths) {
  const Normal observed(array({-1., 0.5, 3.}), array({1., 0.5, 2.}));
  const HiddenMarkovModelParameters parameters{
      .initial_distribution = Categorical({.probs = kInitial}),
      .transition_distribution = Categorical({.probs = kTransition}),
      .observation_distribution = observed,
      .num_steps = 4};
  const HiddenMarkovModel d(parameters);
  EXPECT_EQ(d.event_shape(), Shape{4});
  const Array y = array({0.3, -0.7, 2., 0.4});
  std::vector<double> log_likelihoods = observed.log_prob(expand_dims(y, -1)).values();
  const std::vector<Array> transitions(3, kTransition);
  expect_paths(d, y, all_paths(transitions, log_likelihoods));
  // Without the second observation, whatever its value.
  HiddenMarkovModelParameters missing = parameters;
  missing.mask = array({false, true, false, false});
  for (std::size_t k = 3; k < 6; ++k) log_likelihoods[k] = 0;
  expect_paths(HiddenMarkovModel(missing), array({0.3, std::nan(""), 2., 0.4}),
               all_paths(transitions, log_likelihoods));
  expect_near(d.posterior_marginals(y, missing.mask).prob(1.),
              HiddenMarkovModel(missing).posterior_marginals(y).prob(1.));
}

TEST(HiddenMarkovModel, VariesInTime) {
  const Array other = array({{0.1, 0.1, 0.8}, {0.4, 0.5, 0.1}, {0.25, 0.5, 0.25}});
  const Array rates = array({{1., 2., 5.}, {2., 3., 1.}, {9., 3., 1.}, {0.5, 1., 1.5}});
  const Poisson observed({.rate = rates});
  const HiddenMarkovModel d(
      {.initial_distribution = Categorical({.probs = kInitial}),
       .transition_distribution = Categorical({.probs = stack({kTransition, other, kTransition})}),
       .observation_distribution = observed,
       .num_steps = 4,
       .time_varying_transition_distribution = true,
       .time_varying_observation_distribution = true});
  EXPECT_EQ(d.batch_shape(), Shape{});
  const Array y = array({2., 0., 4., 1.});
  expect_paths(
      d, y,
      all_paths({kTransition, other, kTransition}, observed.log_prob(expand_dims(y, -1)).values()));
  // Means and variances of draws.
  const Array draws = d.sample({20'000}, Key(4));
  ASSERT_EQ(draws.shape(), (Shape{20'000, 4}));
  const Array error = sqrt(d.variance() / 20'000.);
  EXPECT_LT(max(abs(mean(draws, {.axes = {0}}) - d.mean()) / error).item(),
            statistics::kMaxDeviation);
  const Array squares = square(draws - d.mean());
  const Array error_of_variance = sqrt(variance(squares, {.axes = {0}}) / 20'000.);
  EXPECT_LT(max(abs(mean(squares, {.axes = {0}}) - d.variance()) / error_of_variance).item(),
            statistics::kMaxDeviation);
}

TEST(HiddenMarkovModel, DrawsSequencesByTheirProbability) {
  const HiddenMarkovModel d(
      {.initial_distribution = Categorical({.probs = kInitial}),
       .transition_distribution = Categorical({.probs = kTransition}),
       .observation_distribution = Bernoulli({.probs = array({0.1, 0.5, 0.95})}),
       .num_steps = 4});
  const Array code = arange(16);
  const Array bits =
      stack({remainder(floor_divide(code, 8), 2), remainder(floor_divide(code, 4), 2),
             remainder(floor_divide(code, 2), 2), remainder(code, 2)},
            -1);
  const std::vector<double> probabilities = d.prob(bits).values();
  std::vector<double> cdf{0};
  for (const double p : probabilities) cdf.push_back(cdf.back() + p);
  EXPECT_NEAR(cdf.back(), 1, 1e-13);
  const Array draws = d.sample({50'000}, Key(5));
  const Array codes = sum(draws * array({8., 4., 2., 1.}), {.axes = {-1}});
  const double distance = statistics::distance_to_cdf(
      codes.values(), [&](double k) { return cdf.at(static_cast<std::size_t>(k + 1)); }, 1);
  EXPECT_LT(distance, statistics::largest_distance(50'000));
}

TEST(HiddenMarkovModel, TakesBatchesVectorsAndGradients) {
  const auto model = [](const Array& locs) {
    return HiddenMarkovModel({.initial_distribution = Categorical({.probs = kInitial}),
                              .transition_distribution = Categorical({.probs = kTransition}),
                              .observation_distribution = MultivariateNormalDiag(
                                  {.loc = locs, .scale_diag = array({1., 2.})}),
                              .num_steps = 6});
  };
  const Array locs = random::normal(Key(1), {2, 3, 2});
  const HiddenMarkovModel d = model(locs);
  EXPECT_EQ(d.batch_shape(), Shape{2});
  EXPECT_EQ(d.event_shape(), (Shape{6, 2}));
  const Array y = d.sample({5}, Key(2));
  ASSERT_EQ(y.shape(), (Shape{5, 2, 6, 2}));
  EXPECT_EQ(d.mean().shape(), (Shape{2, 6, 2}));
  EXPECT_EQ(d.posterior_mode(y).shape(), (Shape{5, 2, 6}));
  EXPECT_EQ(d.prior_marginals().batch_shape(), (Shape{2, 6}));
  for (std::int64_t i = 0; i < 2; ++i) {
    expect_near(d.log_prob(y)[{Ellipsis, i}], model(locs[i]).log_prob(y[{Slice(), i}]));
  }
  const auto total = [&](const Array& l) { return sum(model(l).log_prob(y)); };
  const Array slope = grad(total)(locs);
  EXPECT_TRUE(all(is_finite(slope)).item<bool>());
  const double h = 1e-6;
  const Array step = array(std::vector<double>{h, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, Shape{2, 3, 2});
  EXPECT_NEAR(slope.values()[0], ((total(locs + step) - total(locs - step)) / (2 * h)).item(),
              1e-5);
  EXPECT_EQ(message_of([&] {
              model(zeros({4, 2}));
            }),
            "HiddenMarkovModel: the batch of observation_distribution must end with 3 states, got "
            "MultivariateNormalDiag(batch_shape=[4], event_shape=[2], dtype=float64)");
}

/// Eight steps of which some are hundreds of nats away from the most probable state, which sums of
/// probabilities underflow at; some transitions are impossible. By tests/reference.
TEST(HiddenMarkovModel, KeepsWhatIsHundredsOfNatsAway) {
  const Array y = array({-25.1, 0.3, 33.7, 34.5, 32.2, 1.8, -24., 1.5});
  const auto log_prob = [&](const Array& locs, const Array& logits, const Array& data) {
    return HiddenMarkovModel(
               {.initial_distribution = Categorical({.probs = array({0.25, 0., 0.75})}),
                .transition_distribution = Categorical({.logits = logits}),
                .observation_distribution = Normal(locs, 1.),
                .num_steps = 8})
        .log_prob(data);
  };
  const Array locs = array({0., 34., -25.}),
              logits = array({{0., -690.3, -kInfinity}, {-467., 0., -kInfinity}, {-2., -750., 0.}});
  const double value = -1459.6511183491320899, weight = 0.88079707797788244406;
  EXPECT_NEAR(log_prob(locs, logits, y).item(), value, 1e-11);
  expect_near(grad([&](const Array& l) { return log_prob(l, logits, y); })(locs),
              array({-20.4, -1.6, -0.1}));
  const Array slopes = array({{-1., 1., 0.}, {1., -1., 0.}, {weight, 0., -weight}});
  expect_near(grad([&](const Array& l) { return log_prob(locs, l, y); })(logits), slopes);
  // Members of a batch and lanes do not see each other's cases.
  const Array plain = array({0.1, -0.4, 1.3, 0.2, 0.8, -1.1, 0.4, 0.6});
  const Array both = stack({y, plain}), alone = log_prob(locs, logits, plain);
  expect_near(log_prob(locs, logits, both), stack({Array(value), alone}));
  const auto slopes_of = [&](const Array& data) {
    return grad([&](const Array& l) { return log_prob(locs, l, data); })(logits);
  };
  expect_near(jit(vmap(slopes_of, {.axis = Axis::Lanes}))(both), stack({slopes, slopes_of(plain)}));
}

/// Many states, and none that a path reaches.
TEST(HiddenMarkovModel, TakesManyStatesAndImpossiblePaths) {
  const std::int64_t k = 40;
  const Array logits = random::normal(Key(1), {k, k}), locs = random::normal(Key(2), {k});
  const Categorical initial({.logits = random::normal(Key(3), {k})});
  const auto model = [&](const Array& rows) {
    return HiddenMarkovModel({.initial_distribution = initial,
                              .transition_distribution = Categorical({.logits = rows}),
                              .observation_distribution = Normal(locs, 0.5),
                              .num_steps = 5});
  };
  const Array y = random::normal(Key(4), {5});
  Array state = initial.log_prob(arange(k)) + Normal(locs, 0.5).log_prob(y[0]);
  const Array rows = logits - logsumexp(logits, {.axes = {1}, .keep_dims = true});
  for (std::int64_t t = 1; t < 5; ++t)
    state =
        logsumexp(expand_dims(state, 1) + rows, {.axes = {0}}) + Normal(locs, 0.5).log_prob(y[t]);
  EXPECT_NEAR(model(logits).log_prob(y).item(), logsumexp(state).item(), 1e-11);
  const HiddenMarkovModel blocked(
      {.initial_distribution = Categorical({.probs = array({1., 0.})}),
       .transition_distribution = Categorical({.probs = array({{1., 0.}, {0., 1.}})}),
       .observation_distribution = Categorical({.probs = array({{1., 0.}, {0., 1.}})}),
       .num_steps = 3});
  EXPECT_EQ(blocked.log_prob(array({{0, 0, 0}, {0, 1, 0}})).values(),
            (std::vector<double>{0., -kInfinity}));
}

}  // namespace
}  // namespace aleator
