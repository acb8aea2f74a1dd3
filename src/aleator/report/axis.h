// SPDX-License-Identifier: Apache-2.0
// Defines scales and their tick marks.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace aleator::report {

/// A closed range of values.
struct Range {
  double low = 0, high = 1;
};

/// The range of the finite values; NaN to NaN when there are none.
Range range_of(std::span<const double> values);

/// The smallest range that covers both; an empty (NaN) one does not count.
Range united(Range a, Range b);

/// A range that can be drawn: never empty nor of width zero, with `margin` of its width added on
/// both sides. Without any finite value it is 0 to 1.
Range drawable(Range range, double margin);

/// Maps values to pixels linearly.
struct Scale {
  Range values, pixels;
  double operator()(double value) const {
    // Halves keep the difference of the largest doubles finite.
    const double share = (value / 2 - values.low / 2) / (values.high / 2 - values.low / 2);
    return pixels.low + share * (pixels.high - pixels.low);
  }
};

/// Tick marks at multiples of 1, 2 or 5 times a power of ten.
struct Ticks {
  std::vector<double> values;
  std::vector<std::string> labels;  ///< of value / 10^exponent, with a typographic minus
  int exponent = 0;                 ///< not 0 where plain labels would be long; a multiple of 3
};

/// At most `max_count` (at least 2) ticks inside the range. The step is whole when `is_whole`.
Ticks nice_ticks(Range range, int max_count, bool is_whole = false);

/// "×10⁶" for 6, "" for 0.
std::string exponent_text(int exponent);

}  // namespace aleator::report
