// SPDX-License-Identifier: Apache-2.0
// Defines MarkovChain, a sequence of states of which each depends on the one before it.
#pragma once

#include "aleator/base/callable.h"
#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct MarkovChainParameters {
  Distribution initial_state_prior = required("initial_state_prior");  ///< of the first state
  /// The distribution of the next state by a step and a state. For draws it gets step 0, 1, ... as
  /// a number and the states of all draws; for densities all steps and states at once, along a new
  /// first axis: steps of shape [num_steps - 1, 1, ..., 1], with an axis for each of sample and
  /// batch, states of shape [num_steps - 1] + sample + batch + event.
  Callable<Distribution(const Array& step, const Array& state)> transition_fn = {};
  std::int64_t num_steps = 0;  ///< states, at least 1
};

/// A sequence of states: event_shape is [num_steps] + the event shape of a state.
///
///   log_prob(x) = initial_state_prior.log_prob(x[0])
///                 + sum over t of transition_fn(t, x[t]).log_prob(x[t + 1])
class MarkovChain : public Distribution {
 public:
  explicit MarkovChain(const MarkovChainParameters& parameters);
  static const Family family;
};

}  // namespace aleator::distributions
