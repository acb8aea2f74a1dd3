// SPDX-License-Identifier: Apache-2.0
// Defines the Skellam distribution.
#pragma once

#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// Exactly one of each pair is given.
struct SkellamParameters {
  std::optional<Array> rate1 = {};      ///< mean of the first count, positive
  std::optional<Array> rate2 = {};      ///< mean of the second count, positive
  std::optional<Array> log_rate1 = {};  ///< their logarithms
  std::optional<Array> log_rate2 = {};
};

/// Skellam distribution over all whole numbers: the difference of two independent Poisson counts.
///
///   pmf(k) = exp(-rate1 - rate2) (rate1 / rate2)**(k / 2) I_|k|(2 sqrt(rate1 rate2))
///
/// I is the modified Bessel function. J. Skellam (1946), "The frequency distribution of the
/// difference between two Poisson variates belonging to different populations".
class Skellam : public Distribution {
 public:
  explicit Skellam(const SkellamParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
