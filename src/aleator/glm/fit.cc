// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/fit.h"

#include "aleator/array/buffer.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/glm/details.h"
#include "aleator/glm/option_checks.h"

#include <algorithm>
#include <cmath>

namespace aleator::glm {
namespace {

constexpr const char* kWho = "glm::fit";
constexpr OptionChecks kChecks(kWho);

void check(const FitOptions& o) {
  kChecks.penalty("l2_regularizer", o.l2_regularizer);
  kChecks.fraction("learning_rate", o.learning_rate);
  kChecks.count("max_iterations", o.max_iterations);
}

/// A start in terms of the columns that are fitted.
std::vector<double> start_of(const Problem& p, const std::optional<Array>& given) {
  if (!given) return {};
  std::vector<double> start = member_values(p, "model_coefficients_start", *given, p.num_columns);
  for (const double b : start) {
    kChecks.number("model_coefficients_start", b, std::isfinite(b), "finite numbers");
  }
  for (std::int64_t m = 0; m < p.num_members; ++m)
    p.columns.from_given(start.data() + m * p.num_columns);
  return start;
}

std::vector<double> factors_of(const Problem& p, const FitOptions& o) {
  if (!o.l2_regularization_penalty_factor) return {};
  const Array& given = *o.l2_regularization_penalty_factor;
  const std::int64_t num_given = p.num_columns - static_cast<std::int64_t>(p.columns.first());
  if (given.shape() != Shape{num_given}) {
    throw ShapeError(text(kWho, ": l2_regularization_penalty_factor must have one number for each ",
                          "of the ", num_given, " columns of model_matrix, got shape ",
                          given.shape()));
  }
  std::vector<double> factors = given.values();
  for (const double f : factors)
    kChecks.number("l2_regularization_penalty_factor", f, std::isfinite(f), "finite numbers");
  factors.insert(factors.begin(), p.columns.first(), 0.);
  return factors;
}

ScoringOptions scoring_of(const Problem& p, const FitOptions& o) {
  ScoringOptions options{.l2_regularizer = o.l2_regularizer,
                         .penalty_factors = factors_of(p, o),
                         .learning_rate = o.learning_rate,
                         .is_by_rows = !o.fast_unsafe_numerics,
                         .max_iterations = o.max_iterations,
                         .convergence_criteria_fn = o.convergence_criteria_fn,
                         .start = start_of(p, o.model_coefficients_start)};
  if (o.predicted_linear_response_start) {
    options.start_rows = member_values(p, "predicted_linear_response_start",
                                       *o.predicted_linear_response_start, p.num_rows);
    if (options.start.empty())
      options.start.assign(static_cast<std::size_t>(p.num_members * p.num_columns), 0.);
  }
  return options;
}

}  // namespace

Fit fit(const FitOptions& o) {
  check(o);
  Problem problem = make_problem(observations_of(kWho, o));
  const ScoringOptions options = scoring_of(problem, o);
  ScoringResult result = score_models(problem, options);
  auto details = std::make_shared<FitDetails>(std::move(problem), std::move(result));
  details->penalties = penalty_diagonal(details->problem, options);
  details->l2_regularizer = o.l2_regularizer;
  return Fit(details);
}

std::pair<Array, Array> fit_one_step(const FitOptions& o) {
  check(o);
  const Problem problem = make_problem(observations_of(kWho, o));
  ScoringOptions options = scoring_of(problem, o);
  if (options.start.empty())
    options.start.assign(static_cast<std::size_t>(problem.num_members * problem.num_columns), 0.);
  options.max_iterations = 1;
  options.has_step_control = false;
  ScoringResult result = score_models(problem, options);
  for (std::int64_t m = 0; m < problem.num_members; ++m)
    problem.columns.to_given(result.coefficients.data() + m * problem.num_columns);
  return {member_array(problem, result.coefficients, problem.num_columns),
          member_array(problem, result.linear_response, problem.num_rows)};
}

Array compute_predicted_linear_response(const ModelMatrix& model_matrix,
                                        const Array& model_coefficients,
                                        const std::optional<Array>& offset) {
  Array r;
  if (model_matrix.is_sparse()) {
    const linalg::SparseMatrix& x = model_matrix.sparse();
    if (model_coefficients.shape() != Shape{x.num_columns()}) {
      throw ShapeError(text("compute_predicted_linear_response: model_coefficients must have one ",
                            "number for each of the ", x.num_columns(),
                            " columns of a sparse model_matrix, got shape ",
                            model_coefficients.shape()));
    }
    std::vector<double> out(static_cast<std::size_t>(x.num_rows()));
    sparse_design(x)->multiply(model_coefficients.values().data(), out.data());
    r = array(out);
  } else {
    r = squeeze(matmul(model_matrix.dense(), expand_dims(model_coefficients, -1)), -1);
  }
  return offset ? r + *offset : r;
}

}  // namespace aleator::glm
