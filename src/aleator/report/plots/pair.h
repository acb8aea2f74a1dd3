// SPDX-License-Identifier: Apache-2.0
// Defines the picture of two quantities together.
#pragma once

#include "aleator/report/frame.h"

#include <span>
#include <string>
#include <vector>

namespace aleator::report {

/// Draws of one quantity over those of another, thinned to about 600 dots; transitions that
/// diverged are all there and stand out. `is_divergent` may be empty.
Picture pair(const std::string& x_name, std::span<const double> x, const std::string& y_name,
             std::span<const double> y, const std::vector<bool>& is_divergent);

}  // namespace aleator::report
