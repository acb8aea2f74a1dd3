// SPDX-License-Identifier: Apache-2.0
// Defines what both hand-written kernels of the hidden Markov model share: parameters, priors and
// the slopes in them.
#pragma once

#include <cmath>

#include "benchmarks/micro/hand/density.h"
#include "benchmarks/micro/hand/vector_math.h"

namespace aleator::hand {

constexpr std::size_t kStates = 3;
constexpr std::size_t kHmmDimension = 2 * kStates + kStates * kStates;

template <class V>
struct HmmParameters {
  using T = typename V::Scalar;
  V mu[kStates], log_sigma[kStates], inverse_sigma[kStates];
  V log_transition[kStates][kStates], transition[kStates][kStates];

  ALEATOR_HAND explicit HmmParameters(const V* position) {
#pragma GCC unroll 3
    for (std::size_t i = 0; i < kStates; ++i) {
      mu[i] = position[i];
      log_sigma[i] = position[kStates + i];
      inverse_sigma[i] = exp(-log_sigma[i]);
      const V* logits = position + (2 + i) * kStates;
      const V top = max(max(logits[0], logits[1]), logits[2]);
      V sum(T(0));
#pragma GCC unroll 3
      for (std::size_t j = 0; j < kStates; ++j) {
        transition[i][j] = exp_nonpositive(logits[j] - top);
        sum += transition[i][j];
      }
      const V log_sum = top + log(sum), inverse = T(1) / sum;
#pragma GCC unroll 3
      for (std::size_t j = 0; j < kStates; ++j) {
        transition[i][j] = transition[i][j] * inverse;
        log_transition[i][j] = logits[j] - log_sum;
      }
    }
  }
  ALEATOR_HAND V standardized(T y, std::size_t j) const { return (y - mu[j]) * inverse_sigma[j]; }
  /// Without the constant.
  ALEATOR_HAND V log_emission(T y, std::size_t j) const {
    const V z = standardized(y, j);
    return T(-0.5) * z * z - log_sigma[j];
  }
};

/// Sums over time of the posterior weights that slopes are made of.
template <class V>
struct HmmSlopes {
  using T = typename V::Scalar;
  V mu[kStates], log_sigma[kStates], log_transition[kStates][kStates];

  ALEATOR_HAND HmmSlopes() {
    for (std::size_t i = 0; i < kStates; ++i) {
      mu[i] = log_sigma[i] = V(T(0));
      for (std::size_t j = 0; j < kStates; ++j) log_transition[i][j] = V(T(0));
    }
  }
  /// The emission of state j at y has this weight.
  ALEATOR_HAND void add_emission(const HmmParameters<V>& p, T y, std::size_t j, const V& weight) {
    const V z = p.standardized(y, j), weighted = weight * z;
    mu[j] += weighted;
    log_sigma[j] += weighted * z - weight;
  }
  /// Adds the priors to value and slopes.
  ALEATOR_HAND void finish(const HmmParameters<V>& p, const V* position, V& value,
                           V* gradient) const {
    V squares(T(0));
    for (std::size_t i = 0; i < kStates; ++i) {
      const V from_prior = p.mu[i] - T(2) * (static_cast<T>(i) - T(1));
      squares += from_prior * from_prior + p.log_sigma[i] * p.log_sigma[i];
      gradient[i] = mu[i] * p.inverse_sigma[i] - from_prior;
      gradient[kStates + i] = log_sigma[i] - p.log_sigma[i];
      const V sum = log_transition[i][0] + log_transition[i][1] + log_transition[i][2];
      for (std::size_t j = 0; j < kStates; ++j) {
        const V logit = position[(2 + i) * kStates + j];
        squares += logit * logit;
        gradient[(2 + i) * kStates + j] = log_transition[i][j] - p.transition[i][j] * sum - logit;
      }
    }
    value -= T(0.5) * squares;
  }
};

/// Of the initial distribution, the emissions and the priors.
inline double hmm_constant(std::size_t n) {
  return -std::log(3) - static_cast<double>(n + kHmmDimension) * kHalfLog2Pi;
}

}  // namespace aleator::hand
