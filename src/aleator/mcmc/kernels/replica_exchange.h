// SPDX-License-Identifier: Apache-2.0
// Defines replica exchange, also called parallel tempering.
#pragma once

#include "aleator/base/error.h"
#include "aleator/mcmc/kernel.h"

namespace aleator::mcmc {

/// Replica exchange: replicas of the inner kernel run on powers of the target, density^(inverse
/// temperature), and neighbours swap their positions with probability min(1, exp((b_i - b_j) (f_j -
/// f_i))), where b are inverse temperatures and f log densities. Hot replicas cross between modes;
/// the chain's draws are those of the coldest. Even and odd pairs take turns.
///
/// Every replica makes a whole transition a step, with the inverse metric divided by its inverse
/// temperature. Temperatures are good when about a fifth to a half of the swaps succeed: see the
/// statistic "swap_acceptance".
///
/// Sources: Swendsen and Wang (1986); Geyer (1991); the turns of pairs: Syed, Bouchard-Cote,
/// Deligiannidis and Doucet (2022), arXiv 1905.02939.
struct ReplicaExchangeMC {
  Kernel inner_kernel = required("inner_kernel");
  Array inverse_temperatures = required("inverse_temperatures");  ///< 1, then falling, positive
  Ref<const KernelRules> rules() const;
};

}  // namespace aleator::mcmc
