// SPDX-License-Identifier: Apache-2.0
// Defines the rank plot: which ranks among all draws each chain holds.
#pragma once

#include "aleator/report/frame.h"
#include "aleator/stats/chains.h"

#include <string>

namespace aleator::report {

/// One step line per chain: its draws' ranks in the pooled sample, counted in 20 bins. Chains that
/// agree are level around one; a slope is a shifted chain, a bowl a chain of another scale.
/// Source: Vehtari et al. 2021, section 5.
Picture rank(const std::string& name, const stats::Chains& chains);

}  // namespace aleator::report
