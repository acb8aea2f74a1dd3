// SPDX-License-Identifier: Apache-2.0
// Defines the hand-written kernel of GARCH(1,1).
#include <cmath>

#include "benchmarks/micro/hand/density.h"
#include "benchmarks/micro/hand/vector_math.h"

namespace aleator::hand {
namespace {

template <class V>
class Garch {
  using T = typename V::Scalar;

 public:
  explicit Garch(const bench::SeriesData& data) : y_(convert<T>(data.y)), steps_(y_.size()) {
    constant_ = static_cast<T>(-std::log(5) - (static_cast<double>(y_.size()) + 2) * kHalfLog2Pi);
  }
  std::size_t dimension() const { return 4; }

  void operator()(const V* position, V& value, V* gradient) {
    const V mu = position[0], a0 = exp(position[1]);
    const auto [log_1, not_1] = log_sigmoid(position[2]);  // not_1 = 1 - a1
    const auto [log_2, not_2] = log_sigmoid(position[3]);
    const V a1 = T(1) - not_1, share = T(1) - not_2, b1 = not_1 * share;
    value = constant_ -
            T(0.5) * (forward(mu, a0, a1, b1) + T(0.04) * mu * mu + position[1] * position[1]) +
            T(2) * (log_1 + log_2) - position[2] - position[3];
    V g[4];
    backward(mu, a1, b1, g);
    gradient[0] = g[0] - T(0.04) * mu;
    gradient[1] = g[1] * a0 - position[1];
    gradient[2] = (g[2] - g[3] * share) * (a1 * not_1) + (not_1 - a1);
    gradient[3] = g[3] * (b1 * not_2) + (not_2 - share);
  }

 private:
  struct Step {  // side by side: two arrays may alias in the cache
    V variance, precision;
  };

  /// Stores the variances; returns the sum of log v + r^2 / v.
  ALEATOR_HAND V forward(const V& mu, const V& a0, const V& a1, const V& b1) {
    V v(T(1)), sum(T(0)), squared(T(0));
    for (std::size_t t = 0; t < y_.size(); ++t) {
      if (t > 0) v = b1 * v + (a1 * squared + a0);
      const V r = y_[t] - mu, precision = T(1) / v;
      squared = r * r;
      steps_[t] = {v, precision};
      sum += squared * precision + log(v);
    }
    return sum;
  }

  /// Slopes in mu, a0, a1, b1.
  ALEATOR_HAND void backward(const V& mu, const V& a1, const V& b1, V* g) const {
    V adjoint(T(0)), g_mu(T(0)), g_a0(T(0)), g_a1(T(0)), g_b1(T(0));
    const V twice_a1 = T(2) * a1;
    for (std::size_t t = y_.size() - 1; t > 0; --t) {
      const V r = y_[t] - mu, slope = r * steps_[t].precision;
      g_mu += slope - twice_a1 * adjoint * r;
      adjoint = b1 * adjoint + T(0.5) * (slope * slope - steps_[t].precision);
      const V before = y_[t - 1] - mu;
      g_a0 += adjoint;
      g_a1 += adjoint * (before * before);
      g_b1 += adjoint * steps_[t - 1].variance;
    }
    const V r = y_[0] - mu;
    g[0] = g_mu + r * steps_[0].precision - twice_a1 * adjoint * r;
    g[1] = g_a0;
    g[2] = g_a1;
    g[3] = g_b1;
  }

  std::vector<T> y_;
  std::vector<Step> steps_;
  T constant_;
};

}  // namespace

Kernels garch(const bench::SeriesData& data) { return kernels<Garch>(data); }

}  // namespace aleator::hand
