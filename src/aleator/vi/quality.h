// SPDX-License-Identifier: Apache-2.0
// Declares how well a surrogate stands for a target: by importance ratios of its own draws.
#pragma once

#include "aleator/mcmc/log_density.h"
#include "aleator/stats/posterior.h"
#include "aleator/vi/surrogate_posterior.h"

#include <optional>
#include <string>

namespace aleator::vi {

struct SurrogateQuality {
  double elbo = 0;          ///< mean of log p - log q over draws of q: a bound of log Z, p = Z pi
  double elbo_error = 0;    ///< its standard error
  double log_evidence = 0;  ///< log Z by importance weights; of use where k is small
  double pareto_k = 0;      ///< shape of the largest ratios p / q
  double efficiency = 0;    ///< effective sample size of the weights over the number of draws
  std::int64_t num_draws = 0;
  stats::Check check = {};  ///< whether it can be trusted, and what to do

  std::string to_string() const;
};

struct QualityOptions {
  std::int64_t num_draws = 2000;
  std::optional<Key> key = {};  ///< absent: Key(0)
};
/// Pareto smoothed importance sampling of the target with draws of the surrogate. k up to 0.5:
/// close; up to 0.7: of use, and importance weights correct it; above: where the target has mass
/// the surrogate has too little, and means and quantiles of its draws are wrong. k does not see how
/// large ratios are, only how their excess falls off: where weights are nearly equal, of efficiency
/// 0.95 or more, means are off by less than a quarter of a standard deviation whatever k, and the
/// check passes.
///
/// Source: Yao, Vehtari, Simpson and Gelman (2018), "Yes, but did it work?: evaluating variational
/// inference".
SurrogateQuality assess_surrogate(const LogDensity& target, const SurrogatePosterior& surrogate,
                                  const QualityOptions& options = {});

/// The same from log ratios log p - log q of draws of q.
SurrogateQuality assess_log_ratios(const std::vector<double>& log_ratios);

struct DrawOptions {
  std::int64_t num_draws = 1000;  ///< per chain
  std::int64_t num_chains = 4;    ///< of independent draws, so that all summaries apply
  std::uint64_t seed = 0;
};
/// Draws of a surrogate under the names that a posterior of the target has, for summaries, files
/// and reports.
stats::Posterior draw_posterior(const LogDensity& target, const SurrogatePosterior& surrogate,
                                const DrawOptions& options = {});

}  // namespace aleator::vi
