// SPDX-License-Identifier: Apache-2.0
// Declares what is measured of a workload.
#pragma once

#include "benchmarks/suite/workload.h"

namespace aleator::bench {

struct Result {
  double first_gradient = 0;   ///< seconds, tracing and compiling included
  double first_posterior = 0;  ///< seconds of the first run, with compiling and diagnosis
  // Of the median later run:
  double ess = 0;                   ///< smallest of all quantities, bulk and tail
  double ess_per_second = 0;        ///< of the whole call
  double ess_per_second_kept = 0;   ///< of the kept transitions alone
  double gradients_per_second = 0;  ///< useful ones, of the kept transitions
  /// Leapfrogs that the lanes make until the slowest chain is done, per useful one.
  double waste = 0;
  double largest_rhat = 0;
  double num_divergences = 0;
};

/// One first run and `num_repeats` later ones, with different seeds.
Result measure(const Workload& workload, int num_repeats);

}  // namespace aleator::bench
