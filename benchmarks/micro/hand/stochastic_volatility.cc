// SPDX-License-Identifier: Apache-2.0
// Defines the hand-written kernel of stochastic volatility.
#include <cmath>
#include <numbers>

#include "benchmarks/micro/hand/density.h"
#include "benchmarks/micro/hand/vector_math.h"

namespace aleator::hand {
namespace {

template <class V>
class StochasticVolatility {
  using T = typename V::Scalar;

 public:
  explicit StochasticVolatility(const bench::SeriesData& data)
      : y_squared_(convert<T>(data.y)), steps_(data.y.size()) {
    for (T& y : y_squared_) y *= y;
    const double n = static_cast<double>(data.y.size());
    constant_ = static_cast<T>(std::log(2 / (5 * std::numbers::pi)) - std::log(10) -
                               (2 * n + 1) * kHalfLog2Pi);
  }
  std::size_t dimension() const { return y_squared_.size() + 3; }

  void operator()(const V* position, V& value, V* gradient) {
    const V mu = position[0], e = exp(T(2) * position[1]), inverse = T(1) / (e + T(1));
    const V phi = T(1) - T(2) * inverse, rest = T(4) * e * inverse * inverse;  // 1 - phi^2
    const V sigma = exp(position[2]), ratio = T(0.04) * sigma * sigma, one_plus = ratio + T(1);
    const V* z = position + 3;
    const V start = T(1) / sqrt(rest);
    value = constant_ + log(rest / one_plus) + position[2] - T(0.005) * mu * mu -
            T(0.5) * forward(mu, phi, sigma, start, z);
    V g[3];
    backward(phi, sigma, start, z, g, gradient + 3);
    gradient[0] = g[0] - T(0.01) * mu;
    gradient[1] = g[1] * rest - T(2) * phi;
    gradient[2] = g[2] * sigma + T(1) - T(2) * ratio / one_plus;
  }

 private:
  struct Step {  // side by side: two arrays may alias in the cache
    V deviation, slope;
  };

  /// Stores deviations and their slopes; returns the sum of h + y^2 / exp(h) + z^2.
  ALEATOR_HAND V forward(const V& mu, const V& phi, const V& sigma, const V& start, const V* z) {
    V deviation = sigma * start * z[0], sum(T(0));
    for (std::size_t t = 0; t < y_squared_.size(); ++t) {
      if (t > 0) deviation = phi * deviation + sigma * z[t];
      const V h = mu + deviation, scaled = y_squared_[t] * exp(-h);
      steps_[t] = {deviation, T(0.5) * scaled - T(0.5)};
      sum += (h + scaled) + z[t] * z[t];
    }
    return sum;
  }

  /// Slopes in mu, phi, sigma; and in z.
  ALEATOR_HAND void backward(const V& phi, const V& sigma, const V& start, const V* z, V* g,
                             V* g_z) const {
    V adjoint(T(0)), g_mu(T(0)), g_phi(T(0)), g_sigma(T(0));
    for (std::size_t t = y_squared_.size() - 1; t > 0; --t) {
      adjoint = phi * adjoint + steps_[t].slope;
      g_mu += steps_[t].slope;
      g_phi += adjoint * steps_[t - 1].deviation;
      g_sigma += adjoint * z[t];
      g_z[t] = adjoint * sigma - z[t];
    }
    adjoint = (phi * adjoint + steps_[0].slope) * start;
    g_z[0] = adjoint * sigma - z[0];
    g[0] = g_mu + steps_[0].slope;
    g[1] = g_phi + adjoint * sigma * z[0] * phi * start * start;
    g[2] = g_sigma + adjoint * z[0];
  }

  std::vector<T> y_squared_;
  std::vector<Step> steps_;
  T constant_;
};

}  // namespace

Kernels stochastic_volatility(const bench::SeriesData& data) {
  return kernels<StochasticVolatility>(data);
}

}  // namespace aleator::hand
