// SPDX-License-Identifier: Apache-2.0
// Declares the bijectors of numbers that the battery runs over.
#pragma once

#include "aleator/bijectors/bijector.h"

#include <limits>
#include <ostream>
#include <string>
#include <vector>

namespace aleator::battery {

struct BijectorCase {
  std::string name;
  Bijector bijector;
  std::vector<double> points;  ///< where round trips lose few digits
  std::optional<bool> is_increasing = true;
  double low = -std::numeric_limits<double>::infinity();  ///< ends of the domain
  double high = std::numeric_limits<double>::infinity();
};

inline std::ostream& operator<<(std::ostream& out, const BijectorCase& c) { return out << c.name; }

std::vector<BijectorCase> bijector_cases();

}  // namespace aleator::battery
