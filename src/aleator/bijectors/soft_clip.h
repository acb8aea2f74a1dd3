// SPDX-License-Identifier: Apache-2.0
// Defines the SoftClip bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

#include <limits>

namespace aleator::bijectors {

struct SoftClipOptions {
  Array low = -std::numeric_limits<double>::infinity();  ///< lower end; may be infinite
  Array high = std::numeric_limits<double>::infinity();  ///< upper end; may be infinite
  Array hinge_softness = 1.;                             ///< width of the bends, positive
};

/// A smooth clip from the reals onto low < y < high, increasing, near x where that is inside of the
/// interval and far from its ends. With p(v) = c log(1 + exp(v / c)), c = hinge_softness, by which
/// ends are finite:
///
///   both      y = high - p(w - p(x - low)) w / p(w), w = high - low
///   low       y = low + p(x - low)
///   high      y = high - p(high - x)
///   neither   y = x
///
/// log |dy/dx| is the sum of log sigmoid(v / c) over the arguments v of p, and of log(w / p(w)).
class SoftClip : public Bijector {
 public:
  explicit SoftClip(const SoftClipOptions& options);
};

}  // namespace aleator::bijectors
