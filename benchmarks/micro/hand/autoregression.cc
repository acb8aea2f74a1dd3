// SPDX-License-Identifier: Apache-2.0
// Defines the hand-written kernel of the autoregression of order 5.
#include <cmath>
#include <numbers>

#include "benchmarks/micro/hand/density.h"
#include "benchmarks/micro/hand/vector_math.h"

namespace aleator::hand {
namespace {

template <class V>
class Autoregression {
  using T = typename V::Scalar;
  static constexpr std::size_t kOrder = 5;

 public:
  explicit Autoregression(const bench::SeriesData& data) : y_(convert<T>(data.y)) {
    const double n = static_cast<double>(y_.size() - kOrder);
    constant_ = static_cast<T>(std::log(2 / (2.5 * std::numbers::pi)) - 6 * std::log(10) -
                               (n + 6) * kHalfLog2Pi);
  }
  std::size_t dimension() const { return kOrder + 2; }

  void operator()(const V* position, V& value, V* gradient) const {
    V c[kOrder + 1], g[kOrder + 1], squares(T(0));
#pragma GCC unroll 6
    for (std::size_t k = 0; k <= kOrder; ++k) {
      c[k] = position[k];
      g[k] = V(T(0));
    }
    for (const T* y = y_.data() + kOrder; y != y_.data() + y_.size(); ++y) {
      V r = *y - c[0];
#pragma GCC unroll 5
      for (std::size_t k = 1; k <= kOrder; ++k) r -= V(y[-static_cast<int>(k)]) * c[k];
      squares += r * r;
      g[0] += r;
#pragma GCC unroll 5
      for (std::size_t k = 1; k <= kOrder; ++k) g[k] += V(y[-static_cast<int>(k)]) * r;
    }
    finish(position, squares, value, g, gradient);
  }

 private:
  ALEATOR_HAND void finish(const V* position, const V& squares, V& value, const V* g,
                           V* gradient) const {
    const T n = static_cast<T>(y_.size() - kOrder);
    const V log_sigma = position[kOrder + 1], variance = exp(T(2) * log_sigma);
    const V precision = T(1) / variance, ratio = T(0.16) * variance, one_plus = ratio + T(1);
    V prior(T(0));
#pragma GCC unroll 6
    for (std::size_t k = 0; k <= kOrder; ++k) {
      prior += position[k] * position[k];
      gradient[k] = precision * g[k] - T(0.01) * position[k];
    }
    value = constant_ + (T(1) - n) * log_sigma - log(one_plus) -
            T(0.5) * (precision * squares + T(0.01) * prior);
    gradient[kOrder + 1] = precision * squares + (T(1) - n) - T(2) * ratio / one_plus;
  }

  std::vector<T> y_;
  T constant_;
};

}  // namespace

Kernels autoregression(const bench::SeriesData& data) { return kernels<Autoregression>(data); }

}  // namespace aleator::hand
