// SPDX-License-Identifier: Apache-2.0
// Defines Pareto smoothed importance sampling.
#pragma once

#include <span>
#include <vector>

namespace aleator::stats {

/// The generalised Pareto distribution above 0, with density (1 + k x / sigma)^(-1 / k - 1) /
/// sigma.
struct ParetoFit {
  double k, sigma;
};
/// Fitted to values > 0 in ascending order by the method of Zhang and Stephens (2009, A new and
/// efficient estimation method for the generalized Pareto distribution), with k drawn to 0.5 by a
/// prior of ten values' weight. NaN when the lower quarter of the values is 0.
ParetoFit fit_pareto(std::span<const double> sorted);

struct PsisResults {
  std::vector<double> log_weights;  ///< smoothed, of sum exp(log_weights) = 1
  /// The shape of the largest ratios: up to 0.7 (less for few draws) estimates with these weights
  /// can be trusted. -infinity when the largest are all equal; infinity when there are too few to
  /// say (five are needed), or too many of them are equal to the next smaller one.
  double pareto_k;
  double ess;  ///< 1 / sum weights^2, times relative_efficiency
};
/// Weights for draws of q where draws of p are meant, from log p - log q up to a constant: the
/// largest min(S / 5, 3 sqrt(S / relative_efficiency)) of S ratios are replaced by quantiles of the
/// Pareto distribution fitted to them, none larger than the largest of all.
///
/// relative_efficiency: of the draws, effective sample size over S. ValueError when a ratio is NaN
/// or infinity, when all are -infinity, or there are none.
///
/// Source: Vehtari, Simpson, Gelman, Yao and Gabry 2024, "Pareto smoothed importance sampling";
/// agrees with R's loo::psis.
PsisResults psis(std::span<const double> log_ratios, double relative_efficiency = 1);

}  // namespace aleator::stats
