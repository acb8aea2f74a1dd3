// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/differential_evolution.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/optimize/choose.h"
#include "aleator/random/random.h"
#include "aleator/transforms/transforms.h"

#include <cmath>

namespace aleator::optimize {
namespace {

constexpr const char* kWho = "differential_evolution_minimize";
using Objective = Callable<Array(const Array&)>;

struct State {
  Array population, values, num_iterations;
};

void check(const DifferentialEvolutionOptions& o) {
  if (o.initial_population.has_value() == o.initial_position.has_value())
    throw ValueError(text(kWho, ": give exactly one of initial_population and initial_position"));
  if (!(o.crossover_prob >= 0 && o.crossover_prob <= 1)) {
    throw ValueError(text(kWho, ": crossover_prob must be from 0 to 1, got ", o.crossover_prob));
  }
  if (!(o.differential_weight >= 0) || o.max_iterations < 0 || !(o.func_tolerance >= 0) ||
      !(o.position_tolerance >= 0)) {
    throw ValueError(text(kWho,
                          ": differential_weight, max_iterations and tolerances must not be "
                          "negative"));
  }
}

Array start_of(const DifferentialEvolutionOptions& o) {
  Array population = 0.;
  if (o.initial_population) {
    population = *o.initial_population;
  } else {
    const Array& x = *o.initial_position;
    if (x.rank() != 1)
      throw ShapeError(text(kWho, ": initial_position must be a vector, got shape ", x.shape()));
    const Array noise = random::normal(fold_in(o.key, 0), {o.population_size, x.size()});
    population = x + o.population_stddev * noise;
  }
  if (population.rank() != 2 || population.dim(0) < 4 || population.dim(1) < 1) {
    throw ShapeError(text(kWho, ": a population must be [n, d] with n >= 4 members, got shape ",
                          population.shape()));
  }
  return astype(as_floating(population), as_floating(population).dtype());
}

/// NaN as infinity.
Array evaluated(const Objective& f, const Array& population) {
  const Array values = as_floating(vmap(f)(population));
  if (values.rank() != 1) {
    throw ShapeError(text(kWho, ": objective_function must return a scalar, got shape ",
                          values.shape().slice(1, values.rank())));
  }
  return astype(where(is_nan(values), INFINITY, values), population.dtype());
}

/// For each of n members three others, all different: [3, n].
Array others(const Key& key, std::int64_t n) {
  const auto keys = split<3>(key);
  const auto skip = [](const Array& number, const Array& taken) {
    return number + astype(number >= taken, int64);
  };
  const Array first = random::randint(keys[0], {n}, 0, n - 1);
  const Array second = skip(random::randint(keys[1], {n}, 0, n - 2), first);
  const Array low = minimum(first, second), high = maximum(first, second);
  const Array third = skip(skip(random::randint(keys[2], {n}, 0, n - 3), low), high);
  return skip(stack({first, second, third}, 0), arange(n, int64));
}

Array mutants(const Array& population, const DifferentialEvolutionOptions& o, const Key& key) {
  const std::int64_t n = population.dim(0), d = population.dim(1);
  const auto keys = split<3>(key);
  const Array chosen = others(keys[0], n);
  const auto member = [&](std::int64_t i) { return take(population, chosen[i]); };
  const Array mutant = member(0) + o.differential_weight * (member(1) - member(2));
  const Array is_sure = arange(d, int64) == expand_dims(random::randint(keys[1], {n}, 0, d), -1);
  const Array is_taken = random::bernoulli(keys[2], o.crossover_prob, {n, d});
  return where(logical_or(is_sure, is_taken), mutant, population);
}

Array is_converged(const State& s, const DifferentialEvolutionOptions& o) {
  const Array best = take(s.population, argmin(s.values));
  const Array by_position = max(abs(s.population - best)) <= o.position_tolerance;
  const Array by_value = max(s.values) - min(s.values) <= o.func_tolerance;  // false for infinity
  return logical_and(is_finite(min(s.values)), logical_or(by_position, by_value));
}

}  // namespace

DifferentialEvolutionResults differential_evolution_minimize(
    const Callable<Array(const Array&)>& objective_function,
    const DifferentialEvolutionOptions& options) {
  check(options);
  const Array population = stop_gradient(start_of(options));
  const auto goes_on = [&](const State& s) {
    return logical_and(s.num_iterations < options.max_iterations,
                       logical_not(is_converged(s, options)));
  };
  const auto iterate = [&](const State& s) {
    const Key key = fold_in(fold_in(options.key, 1), s.num_iterations);
    const Array trial = mutants(s.population, options, key);
    const Array values = evaluated(objective_function, trial);
    const Array is_better = values <= s.values;
    return State{where(expand_dims(is_better, -1), trial, s.population),
                 where(is_better, values, s.values), s.num_iterations + 1};
  };
  const State last =
      while_loop(goes_on, iterate,
                 State{population, evaluated(objective_function, population), zeros({}, int64)});
  const Array best = argmin(last.values);
  return stop_gradients(DifferentialEvolutionResults{
      .converged = is_converged(last, options),
      .num_iterations = last.num_iterations,
      .num_objective_evaluations = (last.num_iterations + 1) * population.dim(0),
      .position = take(last.population, best),
      .objective_value = take(last.values, best),
      .final_population = last.population,
      .final_objective_values = last.values});
}

}  // namespace aleator::optimize
