// SPDX-License-Identifier: Apache-2.0
// Defines Elimination, the sum over discrete choices, one choice after the other.
#pragma once

#include "aleator/distributions/time_series/hidden_markov_recursions.h"
#include "aleator/ppl/factor_tables.h"

namespace aleator::ppl {

/// A density over the outcomes of one choice, up to a constant: of a choice by member, or the steps
/// of a path.
struct OutcomeWeights {
  Array log_weights = {};  ///< [members..., outcomes]
  /// Of a path; axes between steps and states are those of tables, the path's own two left out.
  std::optional<HiddenMarkovSteps> steps = {};
};

/// Sums factors over choices: the terms that depend on a choice are added up per member of its
/// plates, and their exponentials over its outcomes; along a path by the forward recursion. Choices
/// in more plates come first, so that a member's sum is a term of what it lies in.
class Elimination {
 public:
  /// `shifts`: further log weights of each choice's outcomes, of its table's shape; or none.
  Elimination(const TableAxes& axes, const FactorTables& tables, const Arrays& shifts = {});

  /// The log density, a scalar, after all choices.
  Array log_total();
  /// The terms that are left after all choices.
  std::vector<Factor> remaining();
  /// The weights of the outcomes of the last choice, all before it summed out.
  OutcomeWeights last_weights();

 private:
  struct Joined {
    Array table;
    std::vector<bool> depends = {};
    std::vector<std::string> sites = {};
  };
  Joined take_terms_of(std::size_t choice);
  void sum_out(std::size_t choice);
  Array sum_over_paths(std::size_t choice, Joined& joined) const;
  HiddenMarkovSteps steps_of(std::size_t choice, Joined& joined) const;
  Array summed_over_plates(const Factor& factor, const std::vector<bool>& kept) const;
  void check_scale(const Factor& factor, std::size_t choice) const;

  const TableAxes& axes_;
  std::vector<Factor> factors_;
  const std::vector<PathTables> paths_;
  const Arrays shifts_;
};

}  // namespace aleator::ppl
