// SPDX-License-Identifier: Apache-2.0
// Defines the picture of a Hamiltonian sampler's energies.
#pragma once

#include "aleator/report/frame.h"
#include "aleator/stats/chains.h"

namespace aleator::report {

/// Energies about their mean, and their changes from one transition to the next: where changes are
/// much narrower, momenta do not reach the tails (E-BFMI below 0.3). Source: Betancourt 2016.
Picture energy(const stats::Chains& energies);

}  // namespace aleator::report
