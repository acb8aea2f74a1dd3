// SPDX-License-Identifier: Apache-2.0
// Defines the trace plot: the draws of each chain in order.
#pragma once

#include "aleator/report/frame.h"
#include "aleator/stats/chains.h"

#include <string>

namespace aleator::report {

/// One line per chain over the draw number. Long chains are drawn as the outline of bins, and no
/// more than 16 chains are drawn; the caption says so.
Picture trace(const std::string& name, const stats::Chains& chains, const std::string& label = {});

}  // namespace aleator::report
