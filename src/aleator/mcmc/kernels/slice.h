// SPDX-License-Identifier: Apache-2.0
// Defines the slice sampler.
#pragma once

#include "aleator/base/error.h"
#include "aleator/mcmc/kernel.h"

namespace aleator::mcmc {

/// The slice sampler, coordinate after coordinate: draws a height below the density, steps out from
/// a random interval of width step_size around the coordinate while the density is above it, and
/// draws from the interval, which shrinks towards the coordinate at points that are below. No
/// gradient, and little depends on step_size.
///
/// The interval grows to at most 2^max_doublings widths. (TFP doubles intervals; stepping out
/// reaches as far and leaves nothing to check afterwards.) Source: Neal (2003), "Slice sampling",
/// section 4. One step updates every coordinate once.
struct SliceSampler {
  TargetLogProbFn target_log_prob_fn = required("target_log_prob_fn");
  Array step_size = required("step_size");        ///< positive; scalar or one per coordinate
  int max_doublings = required("max_doublings");  ///< between 0 and 20

  static constexpr std::string_view kName = "SliceSampler";
  struct State {
    Array position, log_density;
  };
  struct Info {
    Array log_accept_ratio, is_transition;
    Array is_accepted;  ///< false when a coordinate was not moved within 100 tries
    Array num_steps;    ///< evaluations of the log density
  };
  TargetLogProbFn target() const { return target_log_prob_fn; }
  Parameters parameters() const { return {.step_size = step_size}; }
  State init(const Target& target, const Array& position) const;
  std::pair<State, Info> step(const Key& key, const Target& target, const Parameters& parameters,
                              const State& state) const;
};

}  // namespace aleator::mcmc
