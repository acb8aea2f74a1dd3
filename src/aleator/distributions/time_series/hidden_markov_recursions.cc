// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/time_series/hidden_markov_recursions.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"

namespace aleator {
namespace {

/// What a step needs: the likelihoods of the later of its two states, and its number.
struct Step {
  Array log_likelihoods, number;
};

std::int64_t num_steps(const HiddenMarkovSteps& m) { return m.log_likelihoods.dim(0); }
Step later_steps(const HiddenMarkovSteps& m) {
  const std::int64_t num = num_steps(m);
  return {slice_axis(m.log_likelihoods, 0, 1, num), arange(num - 1)};
}
/// [..., from, to] of one step.
Array transitions_at(const HiddenMarkovSteps& m, const Array& number) {
  return m.is_varying ? take(m.log_transitions, number, 0) : m.log_transitions;
}
Array at_first(const HiddenMarkovSteps& m) {
  return m.log_initial + squeeze(slice_axis(m.log_likelihoods, 0, 0, 1), 0);
}
Array with_first(const Array& first, const Array& others) {
  return concatenate({expand_dims(first, 0), others});
}

}  // namespace

Array forward_log_probs(const HiddenMarkovSteps& m) {
  const auto step = [&](const Array& before, const Step& s) {
    const Array by_pair = expand_dims(before, -1) + transitions_at(m, s.number);
    const Array now = logsumexp(by_pair, {.axes = {-2}}) + s.log_likelihoods;
    return std::pair(now, now);
  };
  const Array first = at_first(m);
  return with_first(first, scan(step, first, later_steps(m)).second);
}

Array backward_log_probs(const HiddenMarkovSteps& m) {
  const auto step = [&](const Array& after, const Step& s) {
    const Array by_pair = transitions_at(m, s.number) + expand_dims(s.log_likelihoods + after, -2);
    const Array now = logsumexp(by_pair, {.axes = {-1}});
    return std::pair(now, now);
  };
  const Array last = zeros_like(at_first(m));
  const Array others = scan(step, last, later_steps(m), {.is_reverse = true}).second;
  return concatenate({others, expand_dims(last, 0)});
}

Array most_probable_states(const HiddenMarkovSteps& m) {
  const auto forward = [&](const Array& before, const Step& s) {
    const Array by_pair = expand_dims(before, -1) + transitions_at(m, s.number);
    return std::pair(max(by_pair, {.axes = {-2}}) + s.log_likelihoods, argmax(by_pair, -2));
  };
  const auto [best, origins] = scan(forward, at_first(m), later_steps(m));
  const Array last = argmax(best, -1);
  const auto backward = [](const Array& after, const Array& origin) {
    const Array state = squeeze(take_along_axis(origin, expand_dims(after, -1), -1), -1);
    return std::pair(state, state);
  };
  const Array others = scan(backward, last, origins, {.is_reverse = true}).second;
  return concatenate({others, expand_dims(last, 0)});
}

}  // namespace aleator
