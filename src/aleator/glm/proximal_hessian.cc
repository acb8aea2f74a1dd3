// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/proximal_hessian.h"

#include "aleator/base/text.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace aleator::glm {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

/// Up to here the matrix of all columns is cheaper than to find out which of them matter.
constexpr std::int64_t kManyColumns = 1000;
/// The matrix of an earlier iteration serves as long as weights have changed by less than this,
/// relative to their sum: a step with it shrinks the error by about as much.
constexpr double kOldWeights = 0.05;
/// Of columns that are worked on, a step reduces the first gain to this part: more would have to be
/// found again at the next step's weights. Where all are, rows are dearer than sweeps.
constexpr double kPartOfFirstGain = 1e-3;
constexpr int kMaxInnerSteps = 30;
constexpr int kMaxHalvings = 40;

}  // namespace

PenalizedSolver::PenalizedSolver(const Problem& problem)
    : problem_(problem),
      design_(problem.designs[0]),
      rules_(problem),
      is_whole_(problem.num_columns <= kManyColumns && problem.num_rows >= problem.num_columns),
      offset_(problem.offset.buffer().dense()) {
  if (is_whole_) sweep_ = RowSweep::of(problem);
  else design_ = by_columns(design_);
  start_at(std::vector<double>(index(problem.num_columns), 0.));
  start_objective_ = 0.5 * deviance();
  has_started_ = true;
}

void PenalizedSolver::start_at(const std::vector<double>& coefficients) {
  move_to(coefficients);
  if (std::isfinite(deviance())) return;
  for (std::int64_t i = 0; i < problem_.num_rows; ++i) {
    if (!std::isfinite(linear_response_.data<double>()[i])) fail_not_finite(problem_, 0);
  }
  throw ValueError(text(problem_.who, ": model_coefficients_start must give means that ",
                        problem_.model.name(), " can have; coefficients of 0 do not"));
}

void PenalizedSolver::start_near(const PenalizedSolver& few, double stride) {
  // A step with the matrix of all rows solves a quadratic family.
  is_gram_borrowed_ = is_whole_ && few.is_whole_ && !few.gram_weights_.empty() &&
                      !problem_.model.rules().is_quadratic();
  if (is_gram_borrowed_) {
    gram_ = few.gram_;
    for (double& element : gram_) element *= stride;
    gram_columns_ = few.gram_columns_;
  }
  start_at(few.coefficients());
}

double PenalizedSolver::scale() const {
  return std::max(objective(), 1e-9 * start_objective_ + 1e-280);
}

double PenalizedSolver::penalty(const std::vector<double>& b) const {
  double sum = 0;
  for (std::size_t j = 0; j < penalties_.l1.size(); ++j)
    sum += penalties_.l1[j] * std::abs(b[j]) + 0.5 * penalties_.l2[j] * b[j] * b[j];
  return sum;
}

void PenalizedSolver::move_to(const std::vector<double>& b) {
  coefficients_ = b;
  are_rows_new_ = is_gradient_new_ = false;
  if (!half_deviance_.is_known() || !move_by_form(b)) evaluate_rows();
}

/// The deviance and its gradient without the rows.
bool PenalizedSolver::move_by_form(const std::vector<double>& b) {
  const auto moved = half_deviance_(b, gram_);
  if (!moved) return false;
  deviance_ = 2 * moved->value;
  gradient_ = moved->gradient;
  return is_gradient_new_ = true;
}

/// On the way to the minimum sums follow, which a sweep has at little cost: the gradient always,
/// and the matrix for where a model starts.
void PenalizedSolver::evaluate_rows(bool is_on_the_way) {
  const std::int64_t d = problem_.num_columns;
  if (!linear_response_ || !sweep_) linear_response_ = Buffer(float64, Shape{1, problem_.num_rows});
  swept_gradient_.clear();
  is_gram_swept_ = false;
  if (sweep_) {
    if (is_on_the_way) swept_gradient_.resize(index(d));
    is_gram_swept_ = is_on_the_way && has_started_ && gram_weights_.empty() && !is_gram_borrowed_;
    if (is_gram_swept_) gram_.resize(index(d * d));
    sweep_->at_coefficients(
        coefficients_,
        {is_on_the_way ? swept_gradient_.data() : nullptr, is_gram_swept_ ? gram_.data() : nullptr},
        linear_response_, values_);
  } else {
    double* r = linear_response_.mutable_data<double>();
    design_->multiply(coefficients_.data(), r);
    for (std::int64_t i = 0; i < problem_.num_rows; ++i) r[i] += offset_.data<double>()[i];
    values_ = rules_(linear_response_);
  }
  deviance_ = values_.deviance[0];
  are_rows_new_ = true;
  is_gradient_new_ = false;
}

const Buffer& PenalizedSolver::linear_response() {
  if (!are_rows_new_) evaluate_rows(false);
  return linear_response_;
}

bool PenalizedSolver::needs_gram() const {
  if (is_gram_borrowed_) return false;
  if (gram_weights_.empty()) return true;
  const double* weight = values_.weight.data<double>();
  double change = 0, sum = 0;
  for (std::size_t i = 0; i < gram_weights_.size(); ++i) {
    change += std::abs(weight[i] - gram_weights_[i]);
    sum += gram_weights_[i];
  }
  return !(change <= kOldWeights * sum);
}

/// All products with the score; in the same pass over the rows the matrix, if it is due.
void PenalizedSolver::sum_rows() {
  const std::int64_t d = problem_.num_columns;
  const double *score = values_.score.data<double>(), *weight = values_.weight.data<double>();
  const bool is_due = is_whole_ && needs_gram(), has_gradient = !swept_gradient_.empty();
  if (has_gradient) gradient_ = std::exchange(swept_gradient_, {});
  else gradient_.assign(index(d), 0.);
  if (is_due && !is_gram_swept_) {
    gram_.assign(index(d * d), 0.);
    design_->add_sums({weight, score, has_gradient ? nullptr : gradient_.data(), gram_.data()});
  } else if (!has_gradient) {
    design_->add_weighted_rows(score, gradient_.data());
  }
  is_gram_swept_ = false;
  if (!is_due) return;
  kept_factor_.variables.clear();
  for (std::int64_t j = 0; j < d; ++j) {
    for (std::int64_t k = 0; k < j; ++k) gram_[index(k * d + j)] = gram_[index(j * d + k)];
  }
  gram_weights_.assign(weight, weight + problem_.num_rows);
  gram_columns_.resize(index(d));
  std::iota(gram_columns_.begin(), gram_columns_.end(), std::int64_t{0});
}

void PenalizedSolver::update_gradient() {
  if (is_gradient_new_ && !(is_whole_ && needs_gram())) return;
  is_gradient_new_ = true;
  sum_rows();
  for (double& g : gradient_) {
    if (!std::isfinite(g)) fail_not_finite(problem_, 0);
    g = -g;
  }
  if (is_whole_ && problem_.model.rules().is_quadratic())
    half_deviance_.expand_at(coefficients_, {0.5 * deviance(), gradient_});
}

PenalizedSolver::Step PenalizedSolver::propose() {
  const std::size_t n = working_.size();
  PenalizedQuadratic f{.gram = gram_.data(), .kept = &kept_factor_};
  for (const std::int64_t column : working_) {
    const std::size_t j = index(column);
    f.gradient.push_back(gradient_[j] + penalties_.l2[j] * coefficients_[j]);
    f.l1.push_back(penalties_.l1[j]);
    f.l2.push_back(penalties_.l2[j]);
    f.start.push_back(coefficients_[j]);
  }
  // The gap is of the order of what a condition is violated by, a gain of the order of its square.
  const double relative = std::max(0.03 * options_.tolerance, 1e-14);
  const double tolerance = relative * relative * scale() / static_cast<double>(n + 1);
  const DescentResult found = descend(f, {.tolerance = tolerance,
                                          .part_of_first = is_whole_ ? 0 : kPartOfFirstGain,
                                          .max_sweeps = options_.max_sweeps,
                                          .learning_rate = options_.learning_rate});
  Step step;
  for (std::size_t k = 0; k < n; ++k) {
    const double change = found.z[k] - f.start[k];
    step.change.push_back(change);
    step.slope += f.gradient[k] * change + f.l1[k] * (std::abs(found.z[k]) - std::abs(f.start[k]));
  }
  return step;
}

/// Shortens the step until it gains a part of what it promises.
bool PenalizedSolver::take(const Step& step) {
  const double before = objective();
  const std::vector<double> from = coefficients_;
  double fraction = 1;
  for (int count = 0; count < kMaxHalvings; ++count, fraction *= 0.5) {
    std::vector<double> b = from;
    for (std::size_t k = 0; k < working_.size(); ++k) {
      double& target = b[index(working_[k])];
      const double whole = target + step.change[k];
      target = fraction == 1 ? whole : target + fraction * step.change[k];
    }
    move_to(b);
    const double allowed = before + 0.1 * fraction * step.slope + 1e-13 * scale();
    if (std::isfinite(deviance()) && objective() <= allowed) return true;
  }
  move_to(from);
  return false;
}

/// By Fenchel's inequality: the score is a dual point, made feasible by a factor. Deviances of rows
/// have infimum 0, so that their conjugates are at most 0 at 0, and convex between. The sum of
/// scores times responses of the rows is minus that of gradient times coefficient.
double PenalizedSolver::duality_gap() const {
  double conjugate = -0.5 * deviance();
  for (std::size_t j = 0; j < gradient_.size(); ++j) conjugate += gradient_[j] * coefficients_[j];
  double factor = 1;
  for (std::size_t j = 0; j < gradient_.size(); ++j) {
    const bool is_bounded = penalties_.l2[j] == 0 && penalties_.l1[j] > 0;
    if (is_bounded && std::abs(gradient_[j]) * factor > penalties_.l1[j])
      factor = penalties_.l1[j] / std::abs(gradient_[j]);
  }
  double dual = -factor * conjugate;
  for (std::size_t j = 0; j < gradient_.size(); ++j) {
    const double size = factor * std::abs(gradient_[j]);
    const double excess = std::max(size - penalties_.l1[j], 0.);
    if (penalties_.l2[j] > 0) dual -= excess * excess / (2 * penalties_.l2[j]);
    // Without any penalty the dual is feasible only at the solution: what may be gained by a change
    // of the size of the coefficient counts.
    else if (penalties_.l1[j] == 0) dual -= size * (1 + std::abs(coefficients_[j]));
  }
  return objective() - dual;
}

/// Newton steps with the columns that are worked on. False if there is nothing to gain.
bool PenalizedSolver::improve(SolverResult& result) {
  bool has_moved = false;
  for (int count = 0; count < (is_whole_ ? 1 : kMaxInnerSteps); ++count) {
    if (result.num_iterations >= options_.max_iterations) return has_moved;
    if (count > 0) {
      for (const std::int64_t j : working_)
        gradient_[index(j)] = -design_->column_sum(j, values_.score.data<double>());
    }
    update_gram();
    const Step step = propose();
    is_gram_borrowed_ = false;
    last_slope_ = step.slope;
    if (!(step.slope < 0)) return has_moved;
    ++result.num_iterations;
    if (!take(step)) return has_moved;
    has_moved = true;
    // The duality gap, which takes all columns, is not looked at before it can be small enough.
    if (-step.slope < 1e-3 * options_.tolerance * scale()) break;
  }
  return has_moved;
}

SolverResult PenalizedSolver::solve(const Penalties& penalties, const SolverOptions& options) {
  penalties_ = penalties;
  options_ = options;
  kept_factor_.variables.clear();
  const bool is_convex = problem_.model.rules().is_convex();
  last_slope_ = -std::numeric_limits<double>::infinity();
  SolverResult result;
  for (;;) {
    update_gradient();
    result.objective = objective();
    result.gap = is_convex ? duality_gap() : -last_slope_;
    result.is_converged = result.gap <= options.tolerance * scale();
    if (result.is_converged || result.num_iterations >= options.max_iterations) return result;
    choose_columns();
    if (improve(result)) {
      // One step reaches the minimum of a quadratic form; if not, digits are missing.
      if (!are_rows_new_ && result.num_iterations > 1) evaluate_rows();
      continue;
    }
    // An old matrix may have stood in the way, once.
    const double* weight = values_.weight.data<double>();
    const bool is_new =
        !gram_weights_.empty() && std::equal(gram_weights_.begin(), gram_weights_.end(), weight);
    if (is_new) return result;
    gram_weights_.clear();
  }
}

}  // namespace aleator::glm
