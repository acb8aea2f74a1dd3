// SPDX-License-Identifier: Apache-2.0
// Defines the picture of many quantities of one kind.
#pragma once

#include "aleator/report/frame.h"
#include "aleator/stats/summary.h"

#include <string>
#include <vector>

namespace aleator::report {

/// Median and 90 % interval of each quantity, one under the other; more than 40 are drawn as a band
/// over their number.
Picture forest(const std::string& title, const std::vector<stats::QuantitySummary>& quantities);

}  // namespace aleator::report
