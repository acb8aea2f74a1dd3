// SPDX-License-Identifier: Apache-2.0
// Defines the hand-written kernel of the hidden Markov model in log space.
#include "benchmarks/micro/hand/hmm_parts.h"

namespace aleator::hand {
namespace {

template <class V>
class Hmm {
  using T = typename V::Scalar;

 public:
  explicit Hmm(const bench::SeriesData& data)
      : y_(convert<T>(data.y)),
        weights_(y_.size() * kStates * kStates),
        constant_(static_cast<T>(hmm_constant(y_.size()))) {}
  std::size_t dimension() const { return kHmmDimension; }

  void operator()(const V* position, V& value, V* gradient) {
    const HmmParameters<V> p(position);
    V state[kStates];
    forward(p, state);
    const V top = max(max(state[0], state[1]), state[2]);
    V sum(T(0));
    for (V& s : state) {
      s = exp_nonpositive(s - top);
      sum += s;
    }
    const V inverse = T(1) / sum;
    for (V& s : state) s = s * inverse;
    HmmSlopes<V> slopes;
    backward(p, state, slopes);
    value = constant_ + top + log(sum);
    slopes.finish(p, position, value, gradient);
  }

 private:
  /// From here on, `state` holds log weights; stores each state's shares of its predecessors.
  ALEATOR_HAND void forward(const HmmParameters<V>& p, V* state) {
    for (std::size_t j = 0; j < kStates; ++j) state[j] = p.log_emission(y_[0], j);
    V* weight = weights_.data();
    for (std::size_t t = 1; t < y_.size(); ++t) {
      V next[kStates];
#pragma GCC unroll 3
      for (std::size_t j = 0; j < kStates; ++j, weight += kStates) {
        const V a = state[0] + p.log_transition[0][j], b = state[1] + p.log_transition[1][j];
        const V c = state[2] + p.log_transition[2][j], top = max(max(a, b), c);
        const V exp_a = exp_nonpositive(a - top), exp_b = exp_nonpositive(b - top),
                exp_c = exp_nonpositive(c - top);
        const V sum = exp_a + exp_b + exp_c, inverse = T(1) / sum;
        next[j] = top + log(sum) + p.log_emission(y_[t], j);
        weight[0] = exp_a * inverse;
        weight[1] = exp_b * inverse;
        weight[2] = exp_c * inverse;
      }
      for (std::size_t j = 0; j < kStates; ++j) state[j] = next[j];
    }
  }

  /// `adjoint` holds the slopes in the last state.
  ALEATOR_HAND void backward(const HmmParameters<V>& p, V* adjoint, HmmSlopes<V>& slopes) const {
    const V* weight = weights_.data() + (y_.size() - 1) * kStates * kStates;
    for (std::size_t t = y_.size() - 1; t > 0; --t) {
      weight -= kStates * kStates;
      V before[kStates] = {V(T(0)), V(T(0)), V(T(0))};
#pragma GCC unroll 3
      for (std::size_t j = 0; j < kStates; ++j) {
        slopes.add_emission(p, y_[t], j, adjoint[j]);
#pragma GCC unroll 3
        for (std::size_t i = 0; i < kStates; ++i) {
          const V flow = weight[j * kStates + i] * adjoint[j];
          slopes.log_transition[i][j] += flow;
          before[i] += flow;
        }
      }
      for (std::size_t i = 0; i < kStates; ++i) adjoint[i] = before[i];
    }
    for (std::size_t j = 0; j < kStates; ++j) slopes.add_emission(p, y_[0], j, adjoint[j]);
  }

  std::vector<T> y_;
  std::vector<V> weights_;  // [time][state][predecessor]
  T constant_;
};

}  // namespace

Kernels hmm(const bench::SeriesData& data) { return kernels<Hmm>(data); }

}  // namespace aleator::hand
