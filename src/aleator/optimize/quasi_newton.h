// SPDX-License-Identifier: Apache-2.0
// Declares what quasi-Newton methods share: one iteration along a given direction, and when to
// stop.
#pragma once

#include "aleator/optimize/objective.h"

namespace aleator::optimize {

/// The options that say when a search has converged or is over.
struct StoppingRule {
  double tolerance, x_tolerance, f_relative_tolerance, f_absolute_tolerance;
  std::int64_t max_iterations, max_line_search_iterations;

  /// Throws ValueError naming `who` if tolerances or counts are negative.
  void check(const char* who) const;
};

/// The part of the results that all methods have.
struct SearchState {
  Array converged, failed, num_iterations, num_objective_evaluations;
  Array position, objective_value, objective_gradient;
};

/// The state before the first iteration.
SearchState search_init(const Objective& objective, const Array& position,
                        const StoppingRule& rule);
/// Whether there is more to do.
Array search_goes_on(const SearchState& state, const StoppingRule& rule);
/// The state after a line search along `direction`, or along the gradient where that does not lead
/// down. Where there is nothing to do nothing is evaluated, and the state stays.
SearchState search_step(const Objective& objective, const SearchState& state,
                        const Array& direction, const Array& initial_step_size,
                        const StoppingRule& rule);

/// The first step to try: 1, but a move of at most length 1 unless the direction knows of the
/// curvature.
Array first_step(const Array& direction, const Array& knows_curvature);

}  // namespace aleator::optimize
