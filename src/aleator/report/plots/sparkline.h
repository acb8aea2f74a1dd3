// SPDX-License-Identifier: Apache-2.0
// Defines the small histogram that stands in a table.
#pragma once

#include <span>
#include <string>

namespace aleator::report {

/// The shape of the central 99 % of the finite draws in 24 bars, 96 by 20 pixels, as SVG; "" when
/// there are no two different ones.
std::string sparkline(const std::string& name, std::span<const double> draws);

}  // namespace aleator::report
