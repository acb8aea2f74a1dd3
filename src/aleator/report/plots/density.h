// SPDX-License-Identifier: Apache-2.0
// Defines the picture of several densities over one axis.
#pragma once

#include "aleator/report/frame.h"

#include <span>
#include <string>
#include <vector>

namespace aleator::report {

/// Draws whose density becomes one line; lines with the same words share an entry of the legend.
struct DensityLine {
  std::span<const double> draws;
  std::string style;       ///< "fit", "chain c0", ...
  std::string words = {};  ///< in the legend; none when empty
};

/// Kernel densities (Gaussian, Silverman's bandwidth) of the finite draws, in the range that holds
/// the central 99 % of each line's draws. A line without two different draws is left out.
Picture densities(const std::string& title, const std::vector<DensityLine>& lines,
                  const std::string& label = {});

}  // namespace aleator::report
