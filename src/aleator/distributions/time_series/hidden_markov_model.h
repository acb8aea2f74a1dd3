// SPDX-License-Identifier: Apache-2.0
// Defines HiddenMarkovModel, observations of a Markov chain over finitely many hidden states.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

struct HiddenMarkovModelParameters {
  /// A Categorical over the states.
  Distribution initial_distribution = required("initial_distribution");
  /// A Categorical over the next state; the last axis of its batch is the state. Where it varies in
  /// time, the axis before that is the step, num_steps - 1 of them.
  Distribution transition_distribution = required("transition_distribution");
  /// Of an observation; the last axis of its batch is the state. Where it varies in time, the axis
  /// before that is the step, num_steps of them.
  Distribution observation_distribution = required("observation_distribution");
  std::int64_t num_steps = 0;  ///< observations, at least 1
  bool time_varying_transition_distribution = false;
  bool time_varying_observation_distribution = false;
  std::optional<Array> mask = {};  ///< which observations are missing: bools, batch + [num_steps]
};

/// Observations y[0], y[1], ..., each of a hidden state s[t], which is a Markov chain: event_shape
/// is [num_steps] + the event shape of an observation.
///
///   p(y) = sum over s of p(s[0]) p(y[0] | s[0]) prod over t of p(s[t] | s[t - 1]) p(y[t] | s[t])
///
/// The sum is by the forward recursion, in logarithms: O(num_steps states**2). Missing observations
/// count for nothing. L. Rabiner (1989), "A tutorial on hidden Markov models".
class HiddenMarkovModel : public Distribution {
 public:
  explicit HiddenMarkovModel(const HiddenMarkovModelParameters& parameters);
  static const Family family;

  /// A Categorical of batch shape batch + [num_steps]: of each state, before observations.
  Distribution prior_marginals() const;
  /// A Categorical of batch shape sample + batch + [num_steps]: of each state, given all
  /// observations. `mask` says which are missing; by default that of the model.
  Distribution posterior_marginals(const Array& observations,
                                   const std::optional<Array>& mask = {}) const;
  /// The most probable sequence of states (Viterbi), int64: sample + batch + [num_steps].
  Array posterior_mode(const Array& observations, const std::optional<Array>& mask = {}) const;
};

}  // namespace aleator::distributions
