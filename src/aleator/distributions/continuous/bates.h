// SPDX-License-Identifier: Apache-2.0
// Defines the Bates distribution.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct BatesParameters {
  std::int64_t total_count = 0;  ///< uniform numbers that are averaged, from 1 to 256
  Array low = 0.;                ///< lower end
  Array high = 1.;               ///< upper end, above low
};

/// Bates distribution over low <= x <= high: the mean of total_count independent uniform numbers
/// between low and high. With n = total_count and y = n (x - low) / (high - low),
///
///   pdf(x) = n / (high - low) f_n(y),
///   f_n(y) = sum over k = 0, ..., floor(y) of (-1)**k C(n, k) (y - k)**(n - 1) / (n - 1)!
///
/// f_n, a spline, is computed by the recurrence of splines, whose terms are positive, as is the
/// cdf: O(n**2) operations, and tails keep their digits.
class Bates : public Distribution {
 public:
  explicit Bates(const BatesParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
