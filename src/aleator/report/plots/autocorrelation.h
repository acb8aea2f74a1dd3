// SPDX-License-Identifier: Apache-2.0
// Defines the picture of how long draws remember.
#pragma once

#include "aleator/report/frame.h"
#include "aleator/stats/chains.h"

#include <string>

namespace aleator::report {

/// The autocorrelation at lags 0 to 40 (or fewer), averaged over the chains.
Picture autocorrelation(const std::string& name, const stats::Chains& chains);

/// Bulk and tail effective sample size of the first 1/10, 2/10, ... of every chain: both should
/// grow evenly. Source: Vehtari et al. 2021, section 4.
Picture effective_size_growth(const std::string& name, const stats::Chains& chains);

}  // namespace aleator::report
