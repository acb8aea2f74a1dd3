// SPDX-License-Identifier: Apache-2.0
// Defines the Interval bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

#include <limits>

namespace aleator::bijectors {

struct IntervalOptions {
  Array low = -std::numeric_limits<double>::infinity();  ///< lower end; may be infinite
  Array high = std::numeric_limits<double>::infinity();  ///< upper end; may be infinite
};

/// From the reals onto low < y < high, increasing. Element by element, by which ends are finite:
///
///   both      y = low + (high - low) sigmoid(x)
///   low       y = low + softplus(x)
///   high      y = high - softplus(-x)
///   neither   y = x
class Interval : public Bijector {
 public:
  explicit Interval(const IntervalOptions& options);
};

}  // namespace aleator::bijectors
