// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/scoring_member.h"

#include <algorithm>
#include <cmath>

namespace aleator::glm {
namespace {

constexpr double kTolerance = 1e-10;

/// Lengths of three steps, the latest first, and the largest move of a linear response in that.
struct Steps {
  double latest, second, third, largest_move;
};

/// What the next steps will still change: they shrink by the ratio of the last two, or by its
/// square where ratios themselves shrink that fast (canonical links converge quadratically, others
/// linearly).
double remaining_error(const ScoringMember& member, const Steps& steps) {
  const double latest = steps.latest;
  if (latest == 0) return 0;
  // Weights of canonical links change by no more than about their part of the move.
  if (member.is_canonical && !member.is_factor_old && steps.largest_move < 0.1)
    return latest * steps.largest_move;
  const double ratio = latest / steps.second, before = steps.second / steps.third;
  if (!(ratio < 1)) return latest;
  const bool is_quadratic = ratio < std::pow(before, 1.5);
  const double next = is_quadratic ? std::pow(ratio, 1.5) : ratio;
  return latest * next / (1 - next);
}

}  // namespace

void ScoringMember::propose_step() {
  proposal = coefficients;
  for (std::size_t j = 0; j < step.size(); ++j) proposal[j] += step[j];
}

void ScoringMember::stop() {
  fraction = 0;
  std::fill(step.begin(), step.end(), 0.);
}

double largest_difference(const double* a, const double* b, std::int64_t n) {
  double largest = 0;
  for (std::int64_t i = 0; i < n; ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

double length(const std::vector<double>& x) {
  double sum = 0;
  for (const double value : x) sum += value * value;
  return std::sqrt(sum);
}

bool may_serve_again(std::int64_t num_columns) {
  constexpr std::int64_t kManyColumns = 64;
  return num_columns >= kManyColumns;
}

bool serves_old_factor(const ScoringMember& member, const double* weights) {
  if (member.factor_weights.empty()) return false;
  double change = 0, sum = 0;
  for (std::size_t i = 0; i < member.factor_weights.size(); ++i) {
    change += std::abs(weights[i] - member.factor_weights[i]);
    sum += member.factor_weights[i];
  }
  return change <= 0.05 * sum;
}

bool is_worse(const ScoringMember& member, double objective) {
  constexpr double kPart = 0.1;
  if (!std::isfinite(objective)) return true;
  if (!std::isfinite(member.objective)) return false;
  return objective > member.objective - kPart * member.fraction * member.decrement +
                         1e-11 * (std::abs(member.objective) + 0.1);
}

namespace {

bool settles(const ScoringMember& member, const Steps& steps) {
  // Where columns are nearly dependent coefficients never settle to the last digits, but there is
  // nothing left to gain.
  const bool gains_nothing =
      member.decrement >= 0 && member.decrement <= 1e-20 * (1 + std::abs(member.objective));
  const double size = 1 + length(member.coefficients);
  return remaining_error(member, steps) < kTolerance * size || gains_nothing;
}

}  // namespace

bool has_settled(const ScoringMember& member) {
  const double* changes = member.changes;
  return settles(member, {changes[0], changes[1], changes[2], member.largest_move});
}

bool is_expected_to_settle(const ScoringMember& member) {
  const double* changes = member.changes;
  if (!std::isfinite(changes[0])) return false;
  // Linear responses move as far as coefficients do.
  const double latest = length(member.step), part = latest / changes[0];
  return settles(member, {latest, changes[0], changes[1], member.largest_move * part});
}

double penalized(const std::vector<double>& penalties, const std::vector<double>& b,
                 double deviance) {
  double penalty = 0;
  for (std::size_t j = 0; j < b.size(); ++j) penalty += penalties[j] * b[j] * b[j];
  return 0.5 * (deviance + penalty);
}

std::vector<double> penalty_diagonal(const Problem& problem, const ScoringOptions& options) {
  std::vector<double> result(static_cast<std::size_t>(problem.num_columns));
  for (std::size_t j = 0; j < result.size(); ++j) {
    const bool is_intercept = problem.columns.has_added_intercept && j == 0;
    double factor = is_intercept ? 0. : 1.;
    if (!options.penalty_factors.empty()) factor = options.penalty_factors[j];
    result[j] = 2 * options.l2_regularizer * factor * factor * problem.known_dispersion();
  }
  return result;
}

void note_separation(ScoringMember& member, const Separation& separation) {
  member.result.is_separated = member.is_done = true;
  member.result.is_separated_completely = separation.is_complete;
  double largest = 0;
  for (const double s : member.step) largest = std::max(largest, std::abs(s));
  for (std::size_t j = 0; j < member.step.size(); ++j) {
    if (std::abs(member.step[j]) > 1e-3 * largest)
      member.result.growing.push_back(static_cast<std::int64_t>(j));
  }
}

}  // namespace aleator::glm
