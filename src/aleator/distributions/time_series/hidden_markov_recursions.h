// SPDX-License-Identifier: Apache-2.0
// Declares the recursions over the states of a hidden Markov model, in logarithms.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

/// What the recursions run over; steps along axis 0, states along the last.
struct HiddenMarkovSteps {
  Array log_initial;      ///< [..., states]
  Array log_transitions;  ///< [..., from, to], or [steps - 1, ..., from, to] if they vary
  bool is_varying = false;
  Array log_likelihoods;  ///< of the observations by state: [steps, ..., states]
};

/// log p(y[0..t], s[t]): [steps, ..., states].
Array forward_log_probs(const HiddenMarkovSteps& m);
/// log p(y[0..]): [...].
Array total_log_prob(const HiddenMarkovSteps& m);
/// log p(y[t + 1..] | s[t]): [steps, ..., states].
Array backward_log_probs(const HiddenMarkovSteps& m);
/// The most probable states: [steps, ...].
Array most_probable_states(const HiddenMarkovSteps& m);

}  // namespace aleator
