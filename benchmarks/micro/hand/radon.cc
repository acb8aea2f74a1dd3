// SPDX-License-Identifier: Apache-2.0
// Defines the hand-written kernel of the radon model: counties outside, houses inside.
#include <cmath>
#include <numbers>

#include "benchmarks/micro/hand/density.h"
#include "benchmarks/micro/hand/vector_math.h"

namespace aleator::hand {
namespace {

template <class V>
class Radon {
  using T = typename V::Scalar;

 public:
  explicit Radon(const bench::RadonData& data)
      : y_(convert<T>(data.log_radon)), start_(data.county_start) {
    const double n = static_cast<double>(y_.size()), j = static_cast<double>(num_counties());
    constant_ = static_cast<T>(2 * std::log(2) - std::log(10) - (n + j + 3) * kHalfLog2Pi);
  }
  std::size_t dimension() const { return num_counties() + 3; }

  void operator()(const V* position, V& value, V* gradient) const {
    const V mu = position[0], sigma_alpha = exp(position[1]);
    const V precision = exp(T(-2) * position[2]);
    V squares(T(0)), prior(T(0)), g_mu(T(0)), g_sigma_alpha(T(0));
    for (std::size_t j = 0; j < num_counties(); ++j) {
      const V raw = position[j + 3], alpha = sigma_alpha * raw + mu;
      const V slope = precision * county(j, alpha, squares);
      g_mu += slope;
      g_sigma_alpha += slope * raw;
      prior += raw * raw;
      gradient[j + 3] = slope * sigma_alpha - raw;
    }
    const T n = static_cast<T>(y_.size());
    const V variance_y = T(1) / precision, weighted = precision * squares;
    value =
        constant_ + position[1] + (T(1) - n) * position[2] -
        T(0.5) * (weighted + prior + sigma_alpha * sigma_alpha + variance_y + T(0.01) * mu * mu);
    gradient[0] = g_mu - T(0.01) * mu;
    gradient[1] = (g_sigma_alpha - sigma_alpha) * sigma_alpha + T(1);
    gradient[2] = weighted - variance_y + (T(1) - n);
  }

 private:
  std::size_t num_counties() const { return start_.size() - 1; }

  /// The sum of residuals of a county; adds their squares. Two chains of additions hide latency.
  ALEATOR_HAND V county(std::size_t j, const V& alpha, V& squares) const {
    V sum(T(0)), other_sum(T(0)), other_squares(T(0));
    std::size_t i = start_[j];
    for (; i + 1 < start_[j + 1]; i += 2) {
      const V r = y_[i] - alpha, s = y_[i + 1] - alpha;
      sum += r;
      squares += r * r;
      other_sum += s;
      other_squares += s * s;
    }
    if (i < start_[j + 1]) {
      const V r = y_[i] - alpha;
      sum += r;
      squares += r * r;
    }
    squares += other_squares;
    return sum + other_sum;
  }

  std::vector<T> y_;
  std::vector<std::size_t> start_;
  T constant_;
};

}  // namespace

Kernels radon(const bench::RadonData& data) { return kernels<Radon>(data); }

}  // namespace aleator::hand
