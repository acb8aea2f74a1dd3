// SPDX-License-Identifier: Apache-2.0
// Defines the diagnosis of a run: checks in words, each with a cause and a next step.
#pragma once

#include "aleator/stats/summary.h"

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace aleator::stats {

/// What a sampler knows about a run besides its draws. Facts it does not have stay empty and are
/// not checked. Chains count from 0.
struct SamplerFacts {
  std::int64_t num_chains = 0;
  std::int64_t num_draws = 0;                              ///< per chain, after warm-up
  std::optional<std::int64_t> num_divergences = {};        ///< in all chains
  std::optional<std::int64_t> num_tree_depth_limits = {};  ///< transitions that ended at the limit
  std::vector<double> mean_acceptance = {};                ///< per chain, in [0, 1]
  std::vector<bool> has_moved = {};                        ///< per chain, see chains.h
  std::vector<double> energy = {};                         ///< row-major [chain][draw]
  std::vector<std::int64_t> superchain_ids = {};           ///< per chain, see rhat_nested.h
};

/// One question to the run and its answer.
struct Check {
  std::string id;  ///< "ALEATOR-D02 rhat": the same in every report and in the manual
  bool passed = false;
  std::string sentence;   ///< passed: the fact in a few words; failed: what is wrong, and the cause
  std::string next_step;  ///< failed: what to do about it; passed: empty
};

struct Diagnosis {
  std::vector<Check> checks = {};

  /// True if there are checks and all of them passed.
  bool all_passed() const;
  std::size_t num_failed() const;

  /// The facts of the passed checks as one line: "divergences 0; R-hat at most 1.01 (...)".
  std::string passed_text() const;
  /// "all checks passed: ..." in one line, or each failed check with its next step and one line for
  /// those that passed.
  std::string to_string() const;
};

std::ostream& operator<<(std::ostream& out, const Diagnosis& diagnosis);

/// Checks divergences (D01), R-hat (D02), bulk and tail effective sample size (D03), stuck chains
/// (D04), E-BFMI (D05), the Monte Carlo error of means (D06) and tree depth (D07) against
/// thresholds.h. A quantity that never changes is skipped if another one does; a tail size that
/// does not exist because the quantity takes few values is skipped as well. Of chains in
/// superchains the nested R-hat is checked, and sizes are asked of each superchain. ShapeError when
/// the energies or per-chain facts do not fit the numbers of chains and draws.
Diagnosis diagnose(const Summary& summary, const SamplerFacts& facts);

}  // namespace aleator::stats
