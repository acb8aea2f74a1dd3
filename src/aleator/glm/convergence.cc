// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/convergence.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <algorithm>
#include <cmath>

namespace aleator::glm {
namespace {

double norm(const std::vector<double>& x, double order) {
  double largest = 0, sum = 0;
  for (const double value : x) largest = std::max(largest, std::abs(value));
  if (largest == 0 || std::isinf(order)) return largest;
  for (const double value : x) sum += std::pow(std::abs(value) / largest, order);
  return largest * std::pow(sum, 1 / order);
}

}  // namespace

ConvergenceCriteriaFn convergence_criteria_small_relative_norm_weights_change(
    const SmallRelativeNormOptions& options) {
  if (!(options.tolerance > 0 && options.norm_order >= 1)) {
    throw ValueError(
        text("convergence_criteria_small_relative_norm_weights_change: tolerance must ",
             "be positive and norm_order at least 1, got ", options.tolerance, " and ",
             options.norm_order));
  }
  return [options](const ConvergenceState& state) {
    const std::vector<double> before = state.model_coefficients_previous.values();
    std::vector<double> change = state.model_coefficients_next.values();
    for (std::size_t j = 0; j < change.size(); ++j) change[j] -= before[j];
    const double relative =
        norm(change, options.norm_order) / (1 + norm(before, options.norm_order));
    return state.iteration > 0 && relative < options.tolerance;
  };
}

}  // namespace aleator::glm
