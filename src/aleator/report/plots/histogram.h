// SPDX-License-Identifier: Apache-2.0
// Defines the histogram of a quantity's draws.
#pragma once

#include "aleator/report/frame.h"
#include "aleator/stats/chains.h"
#include "aleator/stats/summary.h"

#include <string>

namespace aleator::report {

/// Density histogram of the pooled draws with the mean and the 5 % to 95 % interval of `summary`.
/// Bars have the width of Freedman and Diaconis, or one per whole number for whole draws. Far tails
/// are cut from the picture and counted in the caption. `label` names the axis and its unit.
Picture histogram(const stats::QuantitySummary& summary, const stats::Chains& chains,
                  const std::string& label = {});

}  // namespace aleator::report
