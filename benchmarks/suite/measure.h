// SPDX-License-Identifier: Apache-2.0
// Declares what is measured of a workload inside one process.
#pragma once

#include "benchmarks/suite/workload.h"

namespace aleator::bench {

/// Seconds to the first value and gradient of the log density, tracing and compiling included.
double first_gradient_seconds(const Workload& workload);

/// One run, timed.
struct TimedRun {
  double seconds, cpu_seconds;
  Outcome outcome;
};
TimedRun timed_run(const Workload& workload, std::uint64_t seed);

/// What a run says of its sampler.
struct SamplerFigures {
  double ess = 0;        ///< smallest of all quantities, bulk and tail
  double gradients = 0;  ///< useful ones, of the kept transitions
  double sampling_seconds = 0;
  /// Leapfrogs that the lanes make until the slowest chain is done, per useful one.
  double waste = 0;
  double largest_rhat = 0;
  double num_divergences = 0;
};
SamplerFigures sampler_figures(const stats::Posterior& posterior);

/// Figures of a run with those of its sampler: gradients and effective draws a second.
std::vector<Figure> all_figures(const Workload& workload, const TimedRun& run);

/// The most memory that this process has held, in bytes.
double peak_memory();

}  // namespace aleator::bench
