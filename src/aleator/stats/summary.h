// SPDX-License-Identifier: Apache-2.0
// Defines the table of estimates: one row per scalar quantity.
#pragma once

#include "aleator/stats/chains.h"

#include <iosfwd>
#include <string>
#include <vector>

namespace aleator::stats {

/// What the draws of one quantity say. Units: the quantity's, except ess_* (draws) and rhat.
struct QuantitySummary {
  std::string name;
  double mean = 0, sd = 0;
  double mcse = 0;                  ///< Monte Carlo error of the mean
  double q5 = 0, q50 = 0, q95 = 0;  ///< type 7 quantiles
  double ess_bulk = 0, ess_tail = 0;
  double rhat = 0;                                 ///< nested where chains come in superchains
  double mcse_sd = 0;                              ///< Monte Carlo error of sd
  double mcse_q5 = 0, mcse_q50 = 0, mcse_q95 = 0;  ///< and of the quantiles

  /// The row as it is printed, in the order of column_names().
  std::vector<std::string> cells() const;
};

/// "mean", "sd", "mcse", "q5", "q50", "q95", "ess_bulk", "ess_tail", "rhat".
const std::vector<std::string>& column_names();

/// Throws ShapeError when the view's size is wrong. Draws that are not finite or never change give
/// NaN where the number has no meaning; nothing throws for them.
/// superchain_ids: of each chain, see rhat_nested; empty: every chain stands for itself.
QuantitySummary summarize(const std::string& name, const Chains& chains,
                          std::span<const std::int64_t> superchain_ids = {});

struct Summary {
  std::vector<QuantitySummary> quantities = {};

  /// An aligned table. Digits are those that the Monte Carlo error supports, see digits.h.
  std::string to_string() const;
};

std::ostream& operator<<(std::ostream& out, const Summary& summary);

}  // namespace aleator::stats
