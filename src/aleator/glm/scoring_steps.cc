// SPDX-License-Identifier: Apache-2.0
// Implements the steps of Fisher scoring.
#include "aleator/glm/scoring.h"

#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace aleator::glm {
namespace {

/// A model of fewer elements is factored by rows: accurate for any columns, and fast enough.
constexpr std::int64_t kFewElements = 20'000;

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

}  // namespace

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

/// The gradient and, unless an old factor serves, the information: what a sweep has not summed yet,
/// in one pass over the rows.
void Scoring::sum_rows(std::int64_t m, ScoringMember& member) {
  const std::int64_t d = columns();
  const double* weight = values_.weight.data<double>() + m * rows();
  const Design& design = problem_.design(m);
  const bool is_given = std::exchange(has_start_factor_, false);
  member.is_factor_old = member.is_on_line && (is_given || serves_old_factor(member, weight));
  if (is_gradient_swept_) {
    for (double& g : gradient_) g *= options_.learning_rate;
  } else {
    gradient_.assign(index(d), 0.);
  }
  const double* by_row = is_gradient_swept_ ? nullptr : row_weights(m, member).data();
  double* gradient = is_gradient_swept_ ? nullptr : gradient_.data();
  if (!member.is_factor_old && !is_gram_swept_) {
    gram_.assign(index(d * d), 0.);
    design.add_sums({weight, by_row, gradient, gram_.data()});
  } else if (gradient) {
    design.add_weighted_rows(by_row, gradient);
  }
  is_gradient_swept_ = is_gram_swept_ = false;
}

void Scoring::propose(std::int64_t m, ScoringMember& member) {
  sum_rows(m, member);
  if (!member.is_factor_old) factor(m, member);
  std::vector<double>& gradient = gradient_;
  for (std::size_t j = 0; j < gradient.size(); ++j) {
    if (!std::isfinite(gradient[j])) fail_not_finite(problem_, m);
    gradient[j] -= penalties_[j] * member.coefficients[j];
  }
  member.step = member.factor.solve(gradient);
  member.result.dropped = member.factor.dropped;
  member.fraction = options_.learning_rate;
  member.decrement = std::inner_product(gradient.begin(), gradient.end(), member.step.begin(), 0.);
  member.propose_step();
}

void Scoring::factor(std::int64_t m, ScoringMember& member) {
  const std::int64_t d = columns();
  const double* weight = values_.weight.data<double>() + m * rows();
  const Design& design = problem_.design(m);
  const bool is_by_rows = options_.is_by_rows || rows() * d <= kFewElements;
  for (std::int64_t j = 0; j < d; ++j) {
    if (!std::isfinite(gram_[index(j * d + j)])) fail_not_finite(problem_, m);
  }
  member.factor = factor_information({&design, weight, &penalties_, gram_.data()}, is_by_rows);
  if (may_serve_again(d)) member.factor_weights.assign(weight, weight + rows());
}

void Scoring::set_rows(std::int64_t m, const std::vector<double>& b,
                       Buffer& linear_response) const {
  double* r = linear_response.mutable_data<double>() + m * rows();
  const double* offset = offset_.data<double>() + m * rows();
  problem_.design(m).multiply(b.data(), r);
  for (std::int64_t i = 0; i < rows(); ++i) r[i] += offset[i];
}

/// In a sweep with the sums that the next step will need; the matrix is left out where the step is
/// expected to be the last one, and where an old factor may serve.
RowValues Scoring::values_at_proposals(Buffer& proposed) {
  if (!sweep_) return rules_(proposed);
  const ScoringMember& member = members_[0];
  const std::int64_t d = columns();
  is_gradient_swept_ = true;
  is_gram_swept_ = !may_serve_again(d) && !is_expected_to_settle(member);
  gradient_.resize(index(d));
  gram_.resize(index(d * d));
  sweep_->at_coefficients(member.proposal,
                          {gradient_.data(), is_gram_swept_ ? gram_.data() : nullptr}, proposed,
                          values_);
  return values_;
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
    if (!sweep_) set_rows(m, member.proposal, proposed);
  }
}

}  // namespace aleator::glm
