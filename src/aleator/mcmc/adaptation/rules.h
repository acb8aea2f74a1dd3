// SPDX-License-Identifier: Apache-2.0
// Defines what an adaptation is: a concept of its own beside kernel and driver.
#pragma once

#include "aleator/base/ref.h"
#include "aleator/mcmc/parameters.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace aleator::mcmc {

/// What an adaptation sees of one chain when a transition ends.
struct Observation {
  Array position, log_density;
  Array gradient;  ///< of the log density; zeros for kernels without one
  TransitionInfo info;
};

/// Parameters, and what the adaptation that made them needs to go on.
struct Tuning {
  Parameters parameters;
  Arrays memory = {};
};

/// How a run's warm-up changes parameters. It is cut into epochs. Within an epoch chains know
/// nothing of each other: each gathers statistics of its own, by which it may tune its own
/// parameters. At the end of an epoch the statistics of all chains make new parameters for all.
class AdaptationRules : public Counted {
 public:
  /// Transitions of each epoch.
  virtual std::vector<std::int64_t> epochs() const = 0;
  /// The first tuning, for positions of a type.
  virtual Tuning start(const Parameters& parameters, const ArrayType&) const {
    return {parameters, {}};
  }
  /// Statistics of every chain when an epoch begins.
  virtual Arrays begin_epoch(const Tuning& tuning, const ArrayType& position) const = 0;
  /// The statistics with one transition more.
  virtual Arrays observe(const Arrays& statistics, const Observation& observation) const = 0;
  /// Parameters of a chain's next transition within an epoch.
  virtual Parameters tuned(const Parameters& parameters, const Arrays&) const { return parameters; }
  /// The tuning after an epoch; statistics have the chains as axis 0.
  virtual Tuning update(const Tuning& tuning, const Arrays& all_chains) const = 0;

  /// Number of transitions after which it stops.
  std::int64_t num_steps() const {
    std::int64_t total = 0;
    for (const std::int64_t length : epochs()) total += length;
    return total;
  }
  /// Whether chains are pooled after every transition: epochs of one transition each.
  virtual bool mixes_chains() const { return false; }
};

}  // namespace aleator::mcmc
