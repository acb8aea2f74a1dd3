// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/row_rules.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/transforms/transforms.h"

#include <algorithm>
#include <limits>

namespace aleator::glm {
namespace {

/// Rows whose mean cannot move any more have no weight, as in TFP: slope and variance are 0 in
/// floating point there.
Arrays row_values(const ExponentialFamily& model, const Arrays& arguments) {
  const FamilyRules& rules = model.rules();
  const Array &r = arguments[0], &y = arguments[1], &w = arguments[2];
  const Array slope = rules.grad_mean(r), factor = rules.score_factor(r);
  const Array is_used = logical_and(w > 0, logical_and(is_finite(slope), is_finite(factor)));
  const Array moves = logical_and(is_used, slope != 0);
  const Array weighted = where(moves, w * factor, 0.);
  const Array score = where(moves, weighted * (y - rules.mean(r)), 0.);
  const Array weight = where(moves, weighted * slope, 0.);
  const Array deviance = where(w > 0,
                               where(rules.is_valid_mean(r), w * rules.unit_deviance(y, r),
                                     std::numeric_limits<double>::infinity()),
                               0.);
  return {score, weight, sum(deviance, {.axes = {1}})};
}

/// Below this many rows the time to compile is not worth it.
constexpr std::int64_t kManyRows = 5'000;

}  // namespace

Callable<Arrays(const Arrays&)> row_function(const ExponentialFamily& model) {
  return [model](const Arrays& arguments) { return row_values(model, arguments); };
}

bool is_worth_compiling(const Problem& problem) {
  return problem.num_members * problem.num_rows >= kManyRows;
}

RowRules::RowRules(const Problem& problem)
    : problem_(problem), evaluate_(row_function(problem.model)) {
  if (is_worth_compiling(problem)) evaluate_ = jit(evaluate_);
}

RowValues RowRules::operator()(const Buffer& linear_response) const {
  const Arrays values = evaluate_({constant(linear_response), problem_.response, problem_.weights});
  eval(values);
  return {values[0].buffer().dense(), values[1].buffer().dense(), values[2].values()};
}

std::vector<double> RowRules::pearson(const Array& r) const {
  const FamilyRules& rules = problem_.model.rules();
  const Array residual = problem_.response - rules.mean(r);
  const Array terms = problem_.weights * square(residual) / rules.variance(r);
  return sum(where(problem_.weights > 0, terms, 0.), {.axes = {1}}).values();
}

Buffer copy_of(const Array& x) {
  const Buffer from = astype(x, float64).buffer().dense();
  Buffer to(float64, from.shape());
  std::copy_n(from.data<double>(), from.size(), to.mutable_data<double>());
  return to;
}

}  // namespace aleator::glm
