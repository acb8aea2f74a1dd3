// SPDX-License-Identifier: Apache-2.0
// Tests what minimizes with random numbers: differential evolution, Langevin dynamics, gradient
// descent as inference. Seeds are fixed; bounds say how many standard errors they are.
#include <numbers>

#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace optimize;

/// Many local minima; the least is 0 at 0.
Array rastrigin(const Array& x) {
  return 10. * static_cast<double>(x.size()) + sum(square(x) - 10. * cos(2 * std::numbers::pi * x));
}

TEST(DifferentialEvolution, FindsTheLeastOfManyMinima) {
  const auto r =
      differential_evolution_minimize(rastrigin, {.initial_position = array({3., -4., 2.}),
                                                  .population_size = 60,
                                                  .population_stddev = 3.,
                                                  .max_iterations = 600,
                                                  .key = Key(1)});
  EXPECT_TRUE(r.converged.item<bool>());
  expect_near(r.position, zeros({3}), 1e-6);
  EXPECT_NEAR(r.objective_value.item(), 0, 1e-9);
  EXPECT_EQ(r.num_objective_evaluations.item(), 60 * (r.num_iterations.item() + 1));
  EXPECT_EQ(r.final_population.shape(), Shape({60, 3}));
  const auto again = differential_evolution_minimize(
      rastrigin, {.initial_population = r.final_population, .max_iterations = 1, .key = Key(2)});
  EXPECT_EQ(again.num_iterations.item(), 0) << "it had converged";
}

TEST(DifferentialEvolution, NanIsInfinity) {
  const auto f = [](const Array& x) { return square(log(x[0]) - 1.); };
  const auto r = differential_evolution_minimize(
      f, {.initial_position = array({1.}), .max_iterations = 200, .key = Key(1)});
  EXPECT_NEAR(r.position.values()[0], std::numbers::e, 1e-6);
}

TEST(DifferentialEvolution, Messages) {
  EXPECT_EQ(
      message_of<ValueError>([] { differential_evolution_minimize(rastrigin, {.key = Key(1)}); }),
      "differential_evolution_minimize: give exactly one of initial_population and "
      "initial_position");
  EXPECT_EQ(message_of<ShapeError>([] {
              differential_evolution_minimize(rastrigin,
                                              {.initial_population = zeros({3, 2}), .key = Key(1)});
            }),
            "differential_evolution_minimize: a population must be [n, d] with n >= 4 members, got "
            "shape [3, 2]");
}

/// Mean and standard deviation of the positions of a variable in the last steps.
std::pair<double, double> moments(const Training& training, std::int64_t first) {
  const Array x = slice_axis(training.traces[0], 0, first, training.num_steps);
  return {mean(x).item(), stddev(x).item()};
}

Arrays positions(const MinimizeTraceableQuantities& q) { return {q.parameters[0]}; }

TEST(LangevinDynamics, DrawsFromThePosterior) {
  // N(2, 0.5): 200,000 steps that forget after about 1 / (rate P / (2 sd^2)) = 20 of them: 10,000
  // draws, standard errors of 0.5 / 100 and 0.5 / 140. The bounds are 5 of these and the
  // discretisation, of the order of rate / 4.
  Variable x(0., "x");
  const auto loss = [&] { return 0.5 * square((x - 2.) / 0.5); };
  const StochasticGradientLangevinDynamics optimizer(
      {.learning_rate = 0.05, .preconditioner_decay_rate = 0.999, .burnin = 500, .key = Key(1)});
  const Training training = minimize(loss, {.num_steps = 200'000,
                                            .optimizer = optimizer,
                                            .trace_fn = positions,
                                            .show_progress = false});
  const auto [mu, sd] = moments(training, 2000);
  EXPECT_NEAR(mu, 2, 0.04);
  EXPECT_NEAR(sd, 0.5, 0.04);
}

TEST(LangevinDynamics, VariationalSgdVariesAsThePosterior) {
  // 1,000 rows of N(theta, 1): the posterior is N(mean, 1 / sqrt(1000)).
  const Array y = 3. + random::normal(Key(1), {1000});
  Variable theta(2.9, "theta");
  const VariationalSGD optimizer({.batch_size = 10,
                                  .total_num_examples = 1000,
                                  .preconditioner_decay_rate = 0.99,
                                  .burnin = 500});
  const auto loss = [&](Key key) {
    return 0.5 * mean(square(take(y, random::randint(key, {10}, 0, 1000)) - theta));
  };
  const Training training = minimize(loss, {.num_steps = 100'000,
                                            .optimizer = optimizer,
                                            .trace_fn = positions,
                                            .show_progress = false,
                                            .key = Key(2)});
  const auto [mu, sd] = moments(training, 2000);
  EXPECT_NEAR(mu, mean(y).item(), 0.005);
  // The rate follows the noise, which makes it vary a little more; 2,000 independent positions.
  EXPECT_NEAR(sd * std::sqrt(1000.), 1, 0.15);
}

TEST(LangevinDynamics, Messages) {
  EXPECT_EQ(
      message_of<ValueError>([] { VariationalSGD({.batch_size = 10, .total_num_examples = 5}); }),
      "VariationalSGD: needs 1 <= batch_size <= total_num_examples, got 10 and 5");
  EXPECT_EQ(message_of<ValueError>([] {
              StochasticGradientLangevinDynamics(
                  {.learning_rate = 0.1, .preconditioner_decay_rate = 1., .key = Key(1)});
            }),
            "StochasticGradientLangevinDynamics: preconditioner_decay_rate must be at least 0 and "
            "less than 1, got 1");
}

}  // namespace
}  // namespace aleator
