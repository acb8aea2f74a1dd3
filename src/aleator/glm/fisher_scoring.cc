// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/fisher_scoring.h"

#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/glm/row_rules.h"
#include "aleator/glm/scoring_member.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace aleator::glm {
namespace {

constexpr int kMaxHalvings = 40;
/// A model of fewer elements is factored by rows: accurate for any columns, and fast enough.
constexpr std::int64_t kFewElements = 20'000;

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

class Scoring {
 public:
  Scoring(const Problem& problem, const ScoringOptions& options)
      : problem_(problem),
        options_(options),
        rules_(problem),
        penalties_(penalty_diagonal(problem, options)),
        offset_(problem.offset.buffer().dense()),
        weights_(problem.weights.buffer().dense()),
        members_(index(problem.num_members)) {}

  ScoringResult run() {
    start();
    for (std::int64_t i = 0; i < options_.max_iterations && !is_done(); ++i) iterate(i);
    return result();
  }

 private:
  std::int64_t rows() const { return problem_.num_rows; }
  std::int64_t columns() const { return problem_.num_columns; }
  bool is_done() const {
    return std::all_of(members_.begin(), members_.end(),
                       [](const ScoringMember& m) { return m.is_done; });
  }

  void start();
  void start_on_line(std::int64_t m, ScoringMember& member);
  void iterate(std::int64_t iteration);
  void propose(std::int64_t m, ScoringMember& member);
  void factor(std::int64_t m, ScoringMember& member, const std::vector<double>& by_row,
              std::vector<double>& gradient);
  const std::vector<double>& row_weights(std::int64_t m, const ScoringMember& member);
  void set_rows(std::int64_t m, const std::vector<double>& b, Buffer& linear_response) const;
  bool find_worse(const RowValues& values);
  void halve(Buffer& proposed, int count);
  void judge(std::int64_t m, ScoringMember& member, std::int64_t iteration, const Buffer& proposed);
  bool has_converged(std::int64_t m, const ScoringMember& member, std::int64_t iteration,
                     const Buffer& proposed) const;
  void judge_separation(std::int64_t m, ScoringMember& member, const Buffer& proposed);
  ScoringResult result() const;

  const Problem& problem_;
  const ScoringOptions& options_;
  RowRules rules_;
  std::vector<double> penalties_;  ///< dispersion * second derivative of the penalty
  Buffer offset_, weights_, escape_;
  std::vector<ScoringMember> members_;
  Buffer linear_response_;
  RowValues values_;
  std::vector<double> scratch_;  ///< of the rows of a member
};

void Scoring::start_on_line(std::int64_t m, ScoringMember& member) {
  set_rows(m, member.coefficients, linear_response_);
  member.is_on_line = true;
}

void Scoring::start() {
  const FamilyRules& family = problem_.model.rules();
  if (const auto escape = family.escape(problem_.response))
    escape_ = broadcast_to(*escape, problem_.response.shape()).buffer().dense();
  std::optional<Array> near;
  if (options_.start.empty())
    near = family.starting_linear_response(problem_.response, problem_.weights);
  const bool is_given = !options_.start_rows.empty();
  if (near) linear_response_ = copy_of(broadcast_to(*near, problem_.response.shape()));
  else if (is_given)
    linear_response_ = copy_of(array(options_.start_rows, problem_.offset.shape()));
  else linear_response_ = copy_of(problem_.offset);
  for (std::int64_t m = 0; m < problem_.num_members; ++m) {
    ScoringMember& member = members_[index(m)];
    member.is_canonical = family.is_canonical();
    member.coefficients.assign(index(columns()), 0.);
    if (!options_.start.empty())
      member.coefficients.assign(options_.start.begin() + m * columns(),
                                 options_.start.begin() + (m + 1) * columns());
    member.is_on_line = !near;
    if (!near && !is_given) start_on_line(m, member);
  }
  values_ = rules_(linear_response_);
  for (std::size_t m = 0; m < members_.size(); ++m) {
    ScoringMember& member = members_[m];
    member.result.deviance = values_.deviance[m];
    if (member.is_on_line)
      member.objective = penalized(penalties_, member.coefficients, values_.deviance[m]);
  }
}

/// What the transposed design is applied to: the score, and what brings a start that no
/// coefficients give back to the ones that do.
const std::vector<double>& Scoring::row_weights(std::int64_t m, const ScoringMember& member) {
  const std::int64_t first = m * rows();
  const double* score = values_.score.data<double>() + first;
  std::vector<double>& result = scratch_;
  result.assign(score, score + rows());
  for (double& s : result) s *= options_.learning_rate;
  if (member.is_on_line) return result;
  const double *weight = values_.weight.data<double>() + first,
               *r = linear_response_.data<double>() + first,
               *offset = offset_.data<double>() + first;
  for (std::int64_t i = 0; i < rows(); ++i) {
    // A start at infinity, where a mean is at the end of its range, has no weight.
    if (weight[i] > 0) result[index(i)] = score[i] + weight[i] * (r[i] - offset[i]);
  }
  return result;
}

void Scoring::propose(std::int64_t m, ScoringMember& member) {
  const std::int64_t d = columns();
  std::vector<double> gradient(index(d), 0.);
  const double* weight = values_.weight.data<double>() + m * rows();
  const Design& design = problem_.design(m);
  const std::vector<double>& by_row = row_weights(m, member);
  member.is_factor_old = member.is_on_line && serves_old_factor(member, weight);
  if (member.is_factor_old) design.add_weighted_rows(by_row.data(), gradient.data());
  else factor(m, member, by_row, gradient);
  for (std::int64_t j = 0; j < d; ++j) {
    if (!std::isfinite(gradient[index(j)])) fail_not_finite(problem_, m);
    gradient[index(j)] -= penalties_[index(j)] * member.coefficients[index(j)];
  }
  member.step = member.factor.solve(gradient);
  member.result.dropped = member.factor.dropped;
  member.fraction = options_.learning_rate;
  member.decrement = std::inner_product(gradient.begin(), gradient.end(), member.step.begin(), 0.);
  member.propose_step();
}

/// The information and its factor, and in the same pass over the rows the gradient.
void Scoring::factor(std::int64_t m, ScoringMember& member, const std::vector<double>& by_row,
                     std::vector<double>& gradient) {
  const std::int64_t d = columns();
  std::vector<double> gram(index(d * d), 0.);
  const double* weight = values_.weight.data<double>() + m * rows();
  const Design& design = problem_.design(m);
  const bool is_by_rows = options_.is_by_rows || rows() * d <= kFewElements;
  design.add_sums({weight, by_row.data(), gradient.data(), gram.data()});
  for (std::int64_t j = 0; j < d; ++j) {
    if (!std::isfinite(gram[index(j * d + j)])) fail_not_finite(problem_, m);
  }
  member.factor = factor_information({&design, weight, &penalties_, gram.data()}, is_by_rows);
  if (may_serve_again(d)) member.factor_weights.assign(weight, weight + rows());
}

void Scoring::set_rows(std::int64_t m, const std::vector<double>& b,
                       Buffer& linear_response) const {
  double* r = linear_response.mutable_data<double>() + m * rows();
  const double* offset = offset_.data<double>() + m * rows();
  problem_.design(m).multiply(b.data(), r);
  for (std::int64_t i = 0; i < rows(); ++i) r[i] += offset[i];
}

bool Scoring::find_worse(const RowValues& values) {
  bool has_worse = false;
  for (std::size_t m = 0; m < members_.size(); ++m) {
    ScoringMember& member = members_[m];
    const double objective = penalized(penalties_, member.proposal, values.deviance[m]);
    member.is_worse = !member.is_done && is_worse(member, objective);
    has_worse = has_worse || member.is_worse;
  }
  return has_worse;
}

/// Shortens steps that made things worse.
void Scoring::halve(Buffer& proposed, int count) {
  for (std::int64_t m = 0; m < problem_.num_members; ++m) {
    ScoringMember& member = members_[index(m)];
    if (!member.is_worse) continue;
    if (!member.is_on_line) {
      // No coefficients near this start give valid means: begin at 0 instead.
      member.objective = std::numeric_limits<double>::infinity();
      start_on_line(m, member);
      member.stop();
    } else if (count == kMaxHalvings) {
      member.is_stuck = !member.is_factor_old;
      member.factor_weights.clear();
      member.stop();
    } else {
      for (double& s : member.step) s *= 0.5;
      member.fraction *= 0.5;
    }
    member.propose_step();
    set_rows(m, member.proposal, proposed);
  }
}

bool Scoring::has_converged(std::int64_t m, const ScoringMember& member, std::int64_t iteration,
                            const Buffer& proposed) const {
  if (options_.convergence_criteria_fn) {
    const auto rows_of = [&](const Buffer& r) {
      const double* first = r.data<double>() + m * rows();
      return array(std::vector<double>(first, first + rows()));
    };
    return options_.convergence_criteria_fn({false, iteration, array(member.coefficients),
                                             array(member.proposal), rows_of(linear_response_),
                                             rows_of(proposed)});
  }
  return iteration > 0 && has_settled(member);
}

void Scoring::judge_separation(std::int64_t m, ScoringMember& member, const Buffer& proposed) {
  const std::int64_t first = m * rows();
  scratch_.resize(index(rows()));
  for (std::int64_t i = 0; i < rows(); ++i)
    scratch_[index(i)] =
        proposed.data<double>()[first + i] - linear_response_.data<double>()[first + i];
  const Separation found = find_separation(
      {scratch_.data(), escape_.data<double>() + first, weights_.data<double>() + first, rows()});
  if (found.is_separated) note_separation(member, found);
}

void Scoring::judge(std::int64_t m, ScoringMember& member, std::int64_t iteration,
                    const Buffer& proposed) {
  member.result.num_iterations = iteration + 1;
  member.changes[2] = member.changes[1];
  member.changes[1] = member.changes[0];
  member.changes[0] = length(member.step);
  const std::int64_t first = m * rows();
  member.largest_move = largest_difference(proposed.data<double>() + first,
                                           linear_response_.data<double>() + first, rows());
  if (member.is_stuck) member.is_done = true;
  else if (member.fraction > 0 && has_converged(m, member, iteration, proposed))
    member.is_done = member.result.is_converged = true;
  if (!member.is_done && escape_ && options_.l2_regularizer == 0 && iteration > 0 &&
      options_.has_step_control)
    judge_separation(m, member, proposed);
}

void Scoring::iterate(std::int64_t iteration) {
  Buffer proposed(float64, linear_response_.shape());
  for (std::int64_t m = 0; m < problem_.num_members; ++m) {
    ScoringMember& member = members_[index(m)];
    if (member.is_done) {
      std::copy_n(linear_response_.data<double>() + m * rows(), rows(),
                  proposed.mutable_data<double>() + m * rows());
      continue;
    }
    propose(m, member);
    set_rows(m, member.proposal, proposed);
  }
  RowValues values = rules_(proposed);
  for (int count = 0; options_.has_step_control && count <= kMaxHalvings; ++count) {
    if (!find_worse(values)) break;
    // Values read before may share memory with what is written now.
    proposed = copy_of(constant(proposed));
    halve(proposed, count);
    values = rules_(proposed);
  }
  for (std::int64_t m = 0; m < problem_.num_members; ++m) {
    ScoringMember& member = members_[index(m)];
    if (member.is_done) continue;
    judge(m, member, iteration, proposed);
    member.coefficients = member.proposal;
    member.is_on_line = true;
    member.result.deviance = values.deviance[index(m)];
    member.objective = penalized(penalties_, member.coefficients, member.result.deviance);
  }
  linear_response_ = proposed;
  values_ = values;
}

ScoringResult Scoring::result() const {
  ScoringResult result;
  const double* r = linear_response_.data<double>();
  result.linear_response.assign(r, r + linear_response_.size());
  for (const ScoringMember& member : members_) {
    result.coefficients.insert(result.coefficients.end(), member.coefficients.begin(),
                               member.coefficients.end());
    result.members.push_back(member.result);
  }
  return result;
}

}  // namespace
ScoringResult score_from(const Problem& problem, const ScoringOptions& options) {
  return Scoring(problem, options).run();
}

}  // namespace aleator::glm
