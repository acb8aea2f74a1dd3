// SPDX-License-Identifier: Apache-2.0
// Defines one model on its way to a fit, and what is judged of its steps.
#pragma once

#include "aleator/glm/factor.h"
#include "aleator/glm/fisher_scoring.h"
#include "aleator/glm/separation.h"

#include <limits>

namespace aleator::glm {

struct ScoringMember {
  static constexpr double kInfinity = std::numeric_limits<double>::infinity();

  std::vector<double> coefficients, proposal, step;
  double objective = kInfinity;  ///< deviance / 2 + dispersion * penalty
  double decrement = 0;  ///< what the last full step gains, twice, if the objective is quadratic
  double fraction = 1;   ///< of that step which is proposed
  /// Lengths of the last steps, the latest first.
  double changes[3] = {kInfinity, kInfinity, kInfinity};
  double largest_move = kInfinity;  ///< of a linear response in the last step
  bool is_canonical = false;
  InformationFactor factor = {};
  std::vector<double> factor_weights = {};  ///< of the rows, when it was made
  bool is_factor_old = false;
  bool is_on_line = true;  ///< whether the linear response is x b + offset
  bool is_done = false, is_stuck = false;
  bool is_worse = false;  ///< the last proposal: it must be shortened
  MemberResult result;

  void propose_step();  ///< proposal = coefficients + step
  void stop();          ///< a step of 0
};

/// deviance / 2 + sum_j penalties[j] b[j]^2 / 2.
double penalized(const std::vector<double>& penalties, const std::vector<double>& b,
                 double deviance);

double largest_difference(const double* a, const double* b, std::int64_t n);

double length(const std::vector<double>& x);

/// Whether a new factor is so expensive that an old one may serve: for many columns.
bool may_serve_again(std::int64_t num_columns);

/// Whether the factor of an earlier iteration still serves: one was kept, and weights have changed
/// by less than 5 % of their sum. The error shrinks by less than that part in a step.
bool serves_old_factor(const ScoringMember& member, const double* weights);

/// Whether a proposal with this objective must be shortened.
///
/// A step has to gain a part of what it promises: one that does not has left the region where the
/// objective is like its quadratic model, often for a place where it is flat. Rounding of a sum of
/// many terms is no rise.
bool is_worse(const ScoringMember& member, double objective);

/// Whether the coefficients will not change any more: a relative error of 1e-10, judged by the last
/// steps, or nothing left to gain.
bool has_settled(const ScoringMember& member);

/// Whether the step that is proposed will settle the coefficients, as far as the ones before it
/// tell.
bool is_expected_to_settle(const ScoringMember& member);

/// Ends the fit: the columns whose coefficients grow are those that the last step moved most.
void note_separation(ScoringMember& member, const Separation& separation);

}  // namespace aleator::glm
