// SPDX-License-Identifier: Apache-2.0
// Defines Scoring, the state of Fisher scoring: fisher_scoring.cc has its course, scoring_steps.cc
// what a step is made of.
#pragma once

#include "aleator/glm/fisher_scoring.h"
#include "aleator/glm/row_sweep.h"
#include "aleator/glm/scoring_member.h"

#include <algorithm>
#include <memory>

namespace aleator::glm {

class Scoring {
 public:
  static constexpr int kMaxHalvings = 40;  ///< of a step that makes things worse

  Scoring(const Problem& problem, const ScoringOptions& options)
      : problem_(problem),
        options_(options),
        rules_(problem),
        penalties_(penalty_diagonal(problem, options)),
        offset_(problem.offset.buffer().dense()),
        weights_(problem.weights.buffer().dense()),
        members_(static_cast<std::size_t>(problem.num_members)),
        sweep_(RowSweep::of(problem)) {}

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
  void sweep_from_start(const ScoringMember& member);
  void start_on_line(std::int64_t m, ScoringMember& member);
  void iterate(std::int64_t iteration);
  RowValues values_at_proposals(Buffer& proposed);
  void propose(std::int64_t m, ScoringMember& member);
  void sum_rows(std::int64_t m, ScoringMember& member);
  void factor(std::int64_t m, ScoringMember& member);
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
  std::vector<double> scratch_;            ///< of the rows of a member
  std::vector<double> gradient_, gram_;    ///< sums over the rows of a member, before penalties
  std::unique_ptr<const RowSweep> sweep_;  ///< in place of rules_ where it is possible
  bool is_gradient_swept_ = false;         ///< gradient_ is X' score at the coefficients
  bool is_gram_swept_ = false;             ///< gram_ is X' diag(weight) X there
  bool has_start_factor_ = false;          ///< a factor that serves the first step
  Buffer spare_;                           ///< linear responses that nothing needs any more
};

}  // namespace aleator::glm
