// SPDX-License-Identifier: Apache-2.0
// Declares global minimization by differential evolution. Names are TFP's.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"
#include "aleator/base/error.h"
#include "aleator/random/key.h"

#include <optional>

namespace aleator::optimize {

/// Exactly one of initial_population and initial_position is given.
struct DifferentialEvolutionOptions {
  std::optional<Array> initial_population = {};  ///< [population_size, d], at least 4 members
  std::optional<Array> initial_position = {};    ///< [d]: members are normal around it
  std::int64_t population_size = 50;             ///< around initial_position
  Array population_stddev = 1.;                  ///< likewise
  std::int64_t max_iterations = 100;
  double func_tolerance = 0;         ///< converged when all values are this near the smallest
  double position_tolerance = 1e-8;  ///< or all coordinates this near those of the best member
  double differential_weight = 0.5;
  double crossover_prob = 0.9;  ///< that a coordinate comes from the mutant
  Key key = required("key");
};

struct DifferentialEvolutionResults {
  Array converged;
  Array num_iterations, num_objective_evaluations;  ///< int64
  Array position, objective_value;                  ///< of the best member
  Array final_population, final_objective_values;   ///< [n, d], [n]
};

/// Searches for the least value of a function of vectors of shape [d] that need not be smooth. In
/// each iteration every member x meets a mutant a + differential_weight (b - c) of three others,
/// takes coordinates of it at random, one at least, and is replaced where the value is no larger.
/// A value that is NaN counts as infinity. The results are constants in derivatives.
///
/// Source: Storn and Price (1997), "Differential evolution: a simple and efficient heuristic for
/// global optimization over continuous spaces" (rand/1/bin).
DifferentialEvolutionResults differential_evolution_minimize(
    const Callable<Array(const Array&)>& objective_function,
    const DifferentialEvolutionOptions& options);

}  // namespace aleator::optimize
