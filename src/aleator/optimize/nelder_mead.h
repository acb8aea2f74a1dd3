// SPDX-License-Identifier: Apache-2.0
// Declares minimization without derivatives by the simplex of Nelder and Mead. Names are TFP's.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"

#include <optional>

namespace aleator::optimize {

/// x -> value: a vector to a scalar. Must be pure.
using ObjectiveFunction = Callable<Array(const Array&)>;

struct NelderMeadOptions {
  /// Added to one coordinate of the initial vertex each: a scalar or [d]; not 0.
  Array step_sizes = 1.;
  std::optional<Array> initial_simplex = {};  ///< [d + 1, d], instead of vertex and steps
  double func_tolerance = 1e-8;      ///< converged when all values are this near the smallest
  double position_tolerance = 1e-8;  ///< or all coordinates this near the best vertex
  std::optional<std::int64_t> max_iterations = {};  ///< default 200 d
  /// Default 1, 1 + 2 / d, 3/4 - 1 / (2 d) and 1 - 1 / d for d >= 2 dimensions, which keeps the
  /// simplex from collapsing in many (Gao and Han 2012); those of d = 2 for one.
  std::optional<double> reflection = {}, expansion = {}, contraction = {}, shrinkage = {};
};

/// Of one start; under vmap each field has the axis of the starts in front.
struct NelderMeadResults {
  Array converged;  ///< whether a tolerance was met at a finite value
  Array num_iterations, num_objective_evaluations;  ///< int64
  Array position, objective_value;                  ///< the best vertex
  Array final_simplex;                              ///< [d + 1, d]
  Array final_objective_values;                     ///< [d + 1]
};

/// Searches for a minimum near one vertex of shape [d]. Many starts are `vmap`. For few dimensions
/// and functions that are not smooth; a value that is NaN counts as infinity. The results are
/// constants in derivatives.
///
/// Source: Nelder and Mead (1965), A simplex method for function minimization, with the rules of
/// Lagarias, Reeds, Wright and Wright (1998).
NelderMeadResults nelder_mead_minimize(const ObjectiveFunction& objective_function,
                                       const Array& initial_vertex,
                                       const NelderMeadOptions& options = {});

}  // namespace aleator::optimize
