// SPDX-License-Identifier: Apache-2.0
// Defines how the directions of a metric are found in draws and gradients of many chains.
#pragma once

#include "aleator/mcmc/parameters.h"

namespace aleator::mcmc {

/// Draws of a chain that are spread over a part of a run, and gradients there, [rows, size].
struct SpreadDraws {
  Array stride;  ///< transitions of which one is kept; 0: none is
  Array positions, gradients;
};
/// None yet. Room is for at most 32 of so many transitions, and for a million numbers, or for
/// nothing.
SpreadDraws spread_draws(const ArrayType& position, bool has_room, std::int64_t num_transitions);
/// With the transition behind `num_before` others, if it is one that is kept.
SpreadDraws with(const SpreadDraws& draws, const Array& num_before, const Array& position,
                 const Array& gradient);

/// Draws and gradients of the log density there, each [draws, size], around their means; rows of
/// zeros count for nothing.
struct CenteredDraws {
  Array positions, gradients;
  double num_draws;  ///< rows that count
};
struct Means {
  Array position, gradient;
};
/// At most 512 draws of the chosen chains, the latest of each; `chains` have the chains as axis 0.
CenteredDraws centered(const SpreadDraws& chains, const Array& is_chosen, const Means& means);

/// At most `num_directions` in which a Gaussian with the covariance diag(inverse_metric) is too
/// short or too long by more than a factor of 2 in the variance; the rows behind them are zeros.
///
/// Positions are taken in units of sqrt(inverse_metric), gradients in its inverse. In the span of
/// the first principal components of both, where their covariances are A and B, the symmetric S
/// with S B S = A minimises the Fisher divergence of a Gaussian with covariance S from the
/// posterior; it is exact from few draws of a Gaussian. Its eigenvectors are the directions, its
/// eigenvalues the variances. At least four draws stand behind each component.
///
/// Source: Seyboldt, Carlson, Carpenter (2026), arXiv 2603.18845, section on low-rank metrics.
MetricDirections find_directions(const CenteredDraws& draws, const Array& inverse_metric,
                                 std::int64_t num_directions);

/// No directions, with room for so many.
MetricDirections no_directions(const ArrayType& position, std::int64_t num_directions);

}  // namespace aleator::mcmc
