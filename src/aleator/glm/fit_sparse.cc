// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/fit_sparse.h"

#include "aleator/array/ops/index.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/glm/coarse_problem.h"
#include "aleator/glm/coordinate_descent.h"
#include "aleator/glm/details.h"
#include "aleator/glm/member_problem.h"
#include "aleator/glm/option_checks.h"
#include "aleator/glm/proximal_hessian.h"

namespace aleator::glm {
namespace {

constexpr const char* kWho = "glm::fit_sparse";
constexpr OptionChecks kChecks(kWho);
std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

void check(const FitSparseOptions& o) {
  kChecks.penalty("l1_regularizer", o.l1_regularizer);
  kChecks.penalty("l2_regularizer", o.l2_regularizer);
  kChecks.positive("tolerance", o.tolerance);
  kChecks.fraction("learning_rate", o.learning_rate);
  kChecks.count("max_iterations", o.max_iterations);
  kChecks.count("max_full_sweeps_per_iteration", o.max_full_sweeps_per_iteration);
}

std::vector<double> start_of(const Problem& p, const FitSparseOptions& o) {
  if (!o.model_coefficients_start) return std::vector<double>(index(p.num_members * p.num_columns));
  std::vector<double> start =
      member_values(p, "model_coefficients_start", *o.model_coefficients_start, p.num_columns);
  for (std::int64_t m = 0; m < p.num_members; ++m)
    p.columns.from_given(start.data() + m * p.num_columns);
  return start;
}

/// From the fit of a part of the rows, where there are many.
void start_near(const Problem& problem, const FitSparseOptions& o, PenalizedSolver& solver) {
  const auto coarse = coarse_problem(problem);
  if (!coarse) return;
  const auto stride = static_cast<double>(coarse->stride);
  PenalizedSolver few(coarse->problem);
  const Penalties penalties =
      penalties_of(coarse->problem, o.l1_regularizer / stride, o.l2_regularizer / stride);
  const SolverResult found = few.solve(penalties, {.tolerance = 1e-4, .max_iterations = 20});
  if (found.is_converged) solver.start_near(few, stride);
}

void solve_member(const Problem& whole, std::int64_t m, const FitSparseOptions& o,
                  const std::vector<double>& start, ScoringResult& out) {
  const Problem problem = member_problem(whole, m);
  PenalizedSolver solver(problem);
  const auto first = start.begin() + m * whole.num_columns;
  if (o.model_coefficients_start) solver.start_at({first, first + whole.num_columns});
  else start_near(problem, o, solver);
  const SolverResult solved = solver.solve(
      penalties_of(problem, o.l1_regularizer, o.l2_regularizer),
      {o.tolerance, o.max_iterations, o.max_full_sweeps_per_iteration, o.learning_rate});
  MemberResult member;
  member.is_converged = solved.is_converged;
  member.num_iterations = solved.num_iterations;
  member.deviance = solver.deviance();
  out.members.push_back(member);
  const std::vector<double>& b = solver.coefficients();
  out.coefficients.insert(out.coefficients.end(), b.begin(), b.end());
  const double* r = solver.linear_response().data<double>();
  out.linear_response.insert(out.linear_response.end(), r, r + whole.num_rows);
}

}  // namespace

Fit fit_sparse(const FitSparseOptions& o) {
  check(o);
  Problem problem = make_problem(observations_of(kWho, o));
  const std::vector<double> start = start_of(problem, o);
  ScoringResult result;
  for (std::int64_t m = 0; m < problem.num_members; ++m) solve_member(problem, m, o, start, result);
  auto details = std::make_shared<FitDetails>(std::move(problem), std::move(result));
  details->penalties = penalties_of(details->problem, 0, o.l2_regularizer).l2;
  details->l1_regularizer = o.l1_regularizer;
  details->l2_regularizer = o.l2_regularizer;
  details->method = "Newton's method and coordinate descent";
  return Fit(details);
}

FitSparseStep fit_sparse_one_step(const FitSparseOptions& o) {
  check(o);
  const Problem whole = make_problem(observations_of(kWho, o));
  const std::vector<double> start = start_of(whole, o);
  FitSparseStep result{.model_coefficients = {}, .is_converged = true};
  std::vector<double> all;
  const std::int64_t d = whole.num_columns;
  for (std::int64_t m = 0; m < whole.num_members; ++m) {
    const Problem problem = member_problem(whole, m);
    const Penalties penalties = penalties_of(problem, o.l1_regularizer, o.l2_regularizer);
    const std::vector<double> b(start.begin() + m * d, start.begin() + (m + 1) * d);
    PenalizedQuadratic f{.l2 = penalties.l2, .l1 = penalties.l1, .start = b};
    const std::vector<double> gram = expand(problem, b, f);
    f.gram = gram.data();
    double size = 0;
    for (const double value : b) size += value * value;
    const double tolerance = o.tolerance * (1 + size);
    DescentResult found = descend(f, {.tolerance = tolerance,
                                      .max_sweeps = o.max_full_sweeps_per_iteration,
                                      .learning_rate = o.learning_rate});
    result.is_converged = result.is_converged && found.is_converged;
    result.num_updates += found.num_updates;
    whole.columns.to_given(found.z.data());
    all.insert(all.end(), found.z.begin(), found.z.end());
  }
  result.model_coefficients = member_array(whole, all, d);
  return result;
}

}  // namespace aleator::glm
