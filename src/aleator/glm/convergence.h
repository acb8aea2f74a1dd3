// SPDX-License-Identifier: Apache-2.0
// Defines when Fisher scoring has converged: a function of two iterates, as in TFP.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"

#include <cstdint>

namespace aleator::glm {

/// Two iterates of one model.
struct ConvergenceState {
  bool is_converged_previous = false;
  std::int64_t iteration = 0;                                  ///< 0 for the first step
  Array model_coefficients_previous, model_coefficients_next;  ///< [column]
  Array predicted_linear_response_previous, predicted_linear_response_next;  ///< [row]
};
using ConvergenceCriteriaFn = Callable<bool(const ConvergenceState&)>;

struct SmallRelativeNormOptions {
  double tolerance = 1e-5;
  double norm_order = 2;  ///< at least 1; infinity is the largest element
};
/// |next - previous| / (1 + |previous|) < tolerance, from the second step on, of the coefficients.
ConvergenceCriteriaFn convergence_criteria_small_relative_norm_weights_change(
    const SmallRelativeNormOptions& options = {});

}  // namespace aleator::glm
