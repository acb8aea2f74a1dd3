// SPDX-License-Identifier: Apache-2.0
// Defines the hand-written kernel of the hidden Markov model with normalised probabilities.
#include "benchmarks/micro/hand/hmm_parts.h"

namespace aleator::hand {
namespace {

template <class V>
class HmmScaled {
  using T = typename V::Scalar;

 public:
  explicit HmmScaled(const bench::SeriesData& data)
      : y_(convert<T>(data.y)),
        state_(y_.size() * kStates),
        emission_(y_.size() * kStates),
        constant_(static_cast<T>(hmm_constant(y_.size()))) {}
  std::size_t dimension() const { return kHmmDimension; }

  void operator()(const V* position, V& value, V* gradient) {
    const HmmParameters<V> p(position);
    value = forward(p) + constant_;
    HmmSlopes<V> slopes;
    backward(p, slopes);
    slopes.finish(p, position, value, gradient);
  }

 private:
  /// Stores filtered probabilities, and emission densities over the predictive density.
  ALEATOR_HAND V forward(const HmmParameters<V>& p) {
    V total(T(0)), state[kStates], predicted[kStates] = {V(T(1)), V(T(1)), V(T(1))};
    for (std::size_t t = 0; t < y_.size(); ++t) {
      V emission[kStates];
#pragma GCC unroll 3
      for (std::size_t j = 0; j < kStates; ++j) emission[j] = p.log_emission(y_[t], j);
      const V top = max(max(emission[0], emission[1]), emission[2]);
      V sum(T(0));
#pragma GCC unroll 3
      for (std::size_t j = 0; j < kStates; ++j) {
        emission[j] = exp_nonpositive(emission[j] - top);
        if (t > 0) {
          predicted[j] = state[0] * p.transition[0][j] + state[1] * p.transition[1][j] +
                         state[2] * p.transition[2][j];
        }
        sum += predicted[j] * emission[j];
      }
      const V inverse = T(1) / sum;
      total += top + log(sum);
#pragma GCC unroll 3
      for (std::size_t j = 0; j < kStates; ++j) {
        emission_[t * kStates + j] = emission[j] * inverse;
        state_[t * kStates + j] = predicted[j] * emission_[t * kStates + j];
      }
      for (std::size_t j = 0; j < kStates; ++j) state[j] = state_[t * kStates + j];
    }
    return total;
  }

  ALEATOR_HAND void backward(const HmmParameters<V>& p, HmmSlopes<V>& slopes) const {
    V future[kStates] = {V(T(1)), V(T(1)), V(T(1))};
    for (std::size_t t = y_.size() - 1;; --t) {
      V before[kStates] = {V(T(0)), V(T(0)), V(T(0))};
#pragma GCC unroll 3
      for (std::size_t j = 0; j < kStates; ++j) {
        slopes.add_emission(p, y_[t], j, state_[t * kStates + j] * future[j]);
        if (t == 0) continue;
        const V weight = emission_[t * kStates + j] * future[j];
#pragma GCC unroll 3
        for (std::size_t i = 0; i < kStates; ++i) {
          before[i] += p.transition[i][j] * weight;
          slopes.log_transition[i][j] += state_[(t - 1) * kStates + i] * weight;
        }
      }
      if (t == 0) break;
      for (std::size_t i = 0; i < kStates; ++i) future[i] = before[i];
    }
    for (std::size_t i = 0; i < kStates; ++i) {
      for (std::size_t j = 0; j < kStates; ++j) {
        slopes.log_transition[i][j] = slopes.log_transition[i][j] * p.transition[i][j];
      }
    }
  }

  std::vector<T> y_;
  std::vector<V> state_, emission_;
  T constant_;
};

}  // namespace

Kernels hmm_scaled(const bench::SeriesData& data) { return kernels<HmmScaled>(data); }

}  // namespace aleator::hand
