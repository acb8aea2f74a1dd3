// SPDX-License-Identifier: Apache-2.0
// Defines the recursions. Inside, states are in front of the batch, so that operations on a state
// run along the batch, or along the states where there is none.
#include "aleator/distributions/time_series/hidden_markov_recursions.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"

#include <limits>

namespace aleator {
namespace {

/// What a step needs: the likelihoods of the later of its two states, and its number.
struct Step {
  Array log_likelihoods, number;
};

/// Transitions in both forms, [from, to, ...].
struct Transitions {
  Array logs, probabilities;
};

/// A sum of probabilities from here on has lost nothing to underflow that its last digit shows.
double least_sum(Dtype dtype) {
  return visit_dtype(dtype, [](auto zero) {
    using Limits = std::numeric_limits<decltype(zero)>;
    return static_cast<double>(Limits::min()) / static_cast<double>(Limits::epsilon());
  });
}

/// x with its last `num_own` axes in front of `num_batch` others, of which it may have fewer.
Array own_axes_first(Array x, std::int64_t num_own, std::int64_t num_batch) {
  for (std::int64_t k = 0; k < num_own; ++k) x = move_axis(x, -1, 0);
  while (x.rank() < num_own + num_batch) x = expand_dims(x, num_own);
  return x;
}

class Recursions {
 public:
  explicit Recursions(const HiddenMarkovSteps& m)
      : m_(m),
        num_batch_(m.log_likelihoods.rank() - 2),
        num_steps_(m.log_likelihoods.dim(0)),
        likelihoods_(move_axis(m.log_likelihoods, -1, 1)),
        all_{m.is_varying ? m.log_transitions : states_first(m.log_transitions), {}} {
    all_.probabilities = exp(all_.logs);
  }

  Array at_first() const {
    return own_axes_first(m_.log_initial, 1, num_batch_) +
           squeeze(slice_axis(likelihoods_, 0, 0, 1), 0);
  }
  Step later_steps() const {
    return {slice_axis(likelihoods_, 0, 1, num_steps_), arange(num_steps_ - 1)};
  }
  Transitions transitions_at(const Array& number) const {
    if (!m_.is_varying) return all_;
    return {states_first(take(all_.logs, number, 0)),
            states_first(take(all_.probabilities, number, 0))};
  }

  Array forward(const Array& before, const Step& s) const {
    return log_product(before, transitions_at(s.number)) + s.log_likelihoods;
  }
  Array backward(const Array& after, const Step& s) const {
    const Transitions t = transitions_at(s.number);
    return log_product(s.log_likelihoods + after,
                       {swap_axes(t.logs, 0, 1), swap_axes(t.probabilities, 0, 1)});
  }

 private:
  Array states_first(const Array& transitions) const {
    return own_axes_first(transitions, 2, num_batch_);
  }

  /// The logarithm of sum_i exp(x_i) P_ij, by one exponential a state, relative to the largest.
  /// Where what counts underflows, which takes transitions near 0, by one a pair of states.
  static Array log_product(const Array& x, const Transitions& t) {
    const Array largest = stop_gradient(max(x, {.axes = {0}, .keep_dims = true}));
    const Array shift = where(is_finite(largest), largest, 0.);
    const Array sums = product(exp(x - shift), t.probabilities);
    const Array is_small = logical_not(sums >= least_sum(x.dtype()));
    const Array fast = log(where(is_small, 1., sums)) + shift;
    // Whatever the branch needs is passed to it: the rest would be computed before it is chosen.
    return cond(
        any(is_small),
        [](const Array& result, const Array& is_bad, const Array& before, const Array& logs) {
          const Array exact = logsumexp(expand_dims(before, 1) + logs, {.axes = {0}});
          return where(is_bad, exact, result);
        },
        [](const Array& result, const Array&, const Array&, const Array&) { return result; }, fast,
        is_small, x, t.logs);
  }
  /// sum_i w_i P_ij
  static Array product(const Array& w, const Array& p) {
    if (p.size() != p.dim(0) * p.dim(1)) return sum(expand_dims(w, 1) * p, {.axes = {0}});
    const Array flat = matmul(swap_axes(reshape(p, {p.dim(0), p.dim(1)}), 0, 1),
                              reshape(w, {w.dim(0), w.size() / w.dim(0)}));
    return reshape(flat, Shape{p.dim(1)} + w.shape().slice(1, w.rank()));
  }

  const HiddenMarkovSteps& m_;
  std::int64_t num_batch_, num_steps_;
  Array likelihoods_;
  Transitions all_;
};

/// [steps, states, ...] with the states last again.
Array states_last(const Array& x) { return move_axis(x, 1, -1); }

/// The index of the first state whose value is the largest.
Array first_largest(const Array& values, const Array& largest) {
  const std::int64_t num = values.dim(0);
  Array index = arange(num);
  while (index.rank() < values.rank()) index = expand_dims(index, -1);
  return min(where(values == expand_dims(largest, 0), index, num - 1), {.axes = {0}});
}

}  // namespace

Array forward_log_probs(const HiddenMarkovSteps& m) {
  const Recursions r(m);
  const auto step = [&](const Array& before, const Step& s) {
    const Array now = r.forward(before, s);
    return std::pair(now, now);
  };
  const Array first = r.at_first();
  const Array others = scan(step, first, r.later_steps()).second;
  return states_last(concatenate({expand_dims(first, 0), others}));
}

Array total_log_prob(const HiddenMarkovSteps& m) {
  const Recursions r(m);
  const auto step = [&](const Array& before, const Step& s) {
    return std::pair(r.forward(before, s), Arrays{});
  };
  return logsumexp(scan(step, r.at_first(), r.later_steps()).first, {.axes = {0}});
}

Array backward_log_probs(const HiddenMarkovSteps& m) {
  const Recursions r(m);
  const auto step = [&](const Array& after, const Step& s) {
    const Array now = r.backward(after, s);
    return std::pair(now, now);
  };
  const Array last = zeros_like(r.at_first());
  const Array others = scan(step, last, r.later_steps(), {.is_reverse = true}).second;
  return states_last(concatenate({others, expand_dims(last, 0)}));
}

Array most_probable_states(const HiddenMarkovSteps& m) {
  const Recursions r(m);
  const auto forward = [&](const Array& before, const Step& s) {
    const Array by_pair = expand_dims(before, 1) + r.transitions_at(s.number).logs;
    const Array best = max(by_pair, {.axes = {0}});
    return std::pair(best + s.log_likelihoods, first_largest(by_pair, best));
  };
  const auto [best, origins] = scan(forward, r.at_first(), r.later_steps());
  const Array last = first_largest(best, max(best, {.axes = {0}}));
  const auto backward = [](const Array& after, const Array& origin) {
    const Array state = squeeze(take_along_axis(origin, expand_dims(after, 0), 0), 0);
    return std::pair(state, state);
  };
  const Array others = scan(backward, last, origins, {.is_reverse = true}).second;
  return concatenate({others, expand_dims(last, 0)});
}

}  // namespace aleator
