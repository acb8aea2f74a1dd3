// SPDX-License-Identifier: Apache-2.0
// Declares the report of a run in one call.
#pragma once

#include "aleator/report/plots/predictive.h"
#include "aleator/stats/posterior.h"

#include <optional>
#include <string>
#include <vector>

namespace aleator::report {

/// What a report may show besides the run.
struct ReportOptions {
  std::string title = "Posterior";
  std::string model = {};                        ///< its text, shown as it stands
  std::vector<PredictiveCheck> predictive = {};  ///< one picture each
  std::vector<stats::NamedDraws> prior = {};  ///< draws of quantities under the prior: [draw, ...]
                                              ///< or [chain, draw, ...]
  /// [chain, draw, observations...], for stats::loo; and for stats::loo_pit of those predictive
  /// checks that have a replication for each draw, in this order.
  std::optional<Array> log_likelihood = {};
};

/// Writes one self-contained page: the verdict, facts of the run, a table of all quantities, and
/// pictures of those with the fewest effective draws: distribution, trace, ranks, densities by
/// chain, autocorrelation, growth of the effective size, pairs with divergences, energies, vectors
/// as forests. Pictures of long runs are thinned, numbers never. IoError when the file cannot be
/// written; it is written at once or not at all.
void write_html(const stats::Posterior& posterior, const std::string& path,
                const ReportOptions& options = {});

/// The page that write_html writes.
std::string to_html(const stats::Posterior& posterior, const ReportOptions& options = {});

}  // namespace aleator::report
