// SPDX-License-Identifier: Apache-2.0
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/glm/scoring.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace aleator::glm {
namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

}  // namespace

void Scoring::start_on_line(std::int64_t m, ScoringMember& member) {
  set_rows(m, member.coefficients, linear_response_);
  member.is_on_line = true;
}

/// All that the first step needs.
void Scoring::sweep_from_start(const ScoringMember& member) {
  is_gradient_swept_ = true;
  is_gram_swept_ = !has_start_factor_;
  gradient_.resize(index(columns()));
  gram_.resize(index(columns() * columns()));
  sweep_->at_coefficients(member.coefficients,
                          {gradient_.data(), is_gram_swept_ ? gram_.data() : nullptr},
                          linear_response_, values_);
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
    if (!near && !is_given && !sweep_) start_on_line(m, member);
  }
  if (options_.start_factor) members_[0].factor = *options_.start_factor;
  has_start_factor_ = options_.start_factor.has_value();
  if (!sweep_) values_ = rules_(linear_response_);
  else if (near || is_given) sweep_->at_rows(linear_response_, values_);
  else sweep_from_start(members_[0]);
  for (std::size_t m = 0; m < members_.size(); ++m) {
    ScoringMember& member = members_[m];
    member.result.deviance = values_.deviance[m];
    if (member.is_on_line)
      member.objective = penalized(penalties_, member.coefficients, values_.deviance[m]);
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
  Buffer proposed = std::move(spare_);
  if (!proposed) proposed = Buffer(float64, linear_response_.shape());
  for (std::int64_t m = 0; m < problem_.num_members; ++m) {
    ScoringMember& member = members_[index(m)];
    if (member.is_done) {
      std::copy_n(linear_response_.data<double>() + m * rows(), rows(),
                  proposed.mutable_data<double>() + m * rows());
      continue;
    }
    propose(m, member);
    if (!sweep_) set_rows(m, member.proposal, proposed);
  }
  RowValues values = values_at_proposals(proposed);
  for (int count = 0; options_.has_step_control && count <= kMaxHalvings; ++count) {
    if (!find_worse(values)) break;
    // Values read before may share memory with what is written now.
    if (!sweep_) proposed = copy_of(constant(proposed));
    halve(proposed, count);
    values = values_at_proposals(proposed);
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
  if (sweep_) spare_ = std::move(linear_response_);
  linear_response_ = proposed;
  values_ = values;
}

ScoringResult Scoring::result() const {
  ScoringResult result;
  const double* r = linear_response_.data<double>();
  result.linear_response.assign(r, r + linear_response_.size());
  result.factor = members_[0].factor;
  for (const ScoringMember& member : members_) {
    result.coefficients.insert(result.coefficients.end(), member.coefficients.begin(),
                               member.coefficients.end());
    result.members.push_back(member.result);
  }
  return result;
}

ScoringResult score_from(const Problem& problem, const ScoringOptions& options) {
  return Scoring(problem, options).run();
}

}  // namespace aleator::glm
