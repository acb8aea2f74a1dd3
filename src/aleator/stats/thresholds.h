// SPDX-License-Identifier: Apache-2.0
// Defines the limits that decide whether draws pass.
#pragma once

namespace aleator::stats {

/// Above it the chains have not mixed (Vehtari et al. 2021).
inline constexpr double kMaxRhat = 1.01;
/// Below it per chain R-hat and the errors themselves cannot be trusted (Vehtari et al. 2021).
inline constexpr double kMinEssPerChain = 100;
/// Below it momentum resampling does not reach the tails (Betancourt 2016; Stan's limit).
inline constexpr double kMinEnergyBfmi = 0.3;
/// A chain that accepts less hardly moves.
inline constexpr double kMinAcceptance = 0.05;
/// Monte Carlo error of a mean, relative to the posterior's standard deviation.
inline constexpr double kMaxRelativeError = 0.1;
/// Share of transitions that may end at the depth limit of their tree.
inline constexpr double kMaxTreeDepthShare = 0.01;

}  // namespace aleator::stats
