// SPDX-License-Identifier: Apache-2.0
// Defines the energy diagnostic of Hamiltonian samplers.
#pragma once

#include <span>

namespace aleator::stats {

/// Energy Bayesian fraction of missing information (E-BFMI) of one chain's energies:
///
///   sum (E_i - E_{i-1})^2 / sum (E_i - mean(E))^2
///
/// Below 0.3 the momentum refreshes too little energy for the chain to reach the tails. NaN for
/// fewer than 3 energies, for constant ones and when one is not finite.
/// Source: Betancourt 2016, "Diagnosing suboptimal cotangent disintegrations", equation 2.
double energy_bfmi(std::span<const double> energies);

}  // namespace aleator::stats
