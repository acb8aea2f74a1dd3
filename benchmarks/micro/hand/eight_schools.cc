// SPDX-License-Identifier: Apache-2.0
// Defines the hand-written kernel of eight schools.
#include <cmath>
#include <numbers>

#include "benchmarks/micro/hand/density.h"
#include "benchmarks/micro/hand/vector_math.h"

namespace aleator::hand {
namespace {

template <class V>
class EightSchools {
  using T = typename V::Scalar;

 public:
  explicit EightSchools(const bench::EightSchoolsData& data) {
    double constant = std::log(2 / (5 * std::numbers::pi)) - std::log(5) - kHalfLog2Pi;
    for (std::size_t j = 0; j < kSchools; ++j) {
      y_[j] = static_cast<T>(data.y[j]);
      precision_[j] = static_cast<T>(1 / (data.sigma[j] * data.sigma[j]));
      constant -= std::log(data.sigma[j]) + 2 * kHalfLog2Pi;
    }
    constant_ = static_cast<T>(constant);
  }
  std::size_t dimension() const { return kSchools + 2; }

  void operator()(const V* position, V& value, V* gradient) const {
    const V mu = position[0], tau = exp(position[1]), ratio = T(0.04) * tau * tau;
    V quadratic = T(0.04) * mu * mu, g_mu = T(-0.04) * mu, g_tau(T(0));
#pragma GCC unroll 8
    for (std::size_t j = 0; j < kSchools; ++j) {
      const V raw = position[j + 2];
      const V residual = y_[j] - (tau * raw + mu), slope = precision_[j] * residual;
      quadratic += residual * slope + raw * raw;
      g_mu += slope;
      g_tau += slope * raw;
      gradient[j + 2] = slope * tau - raw;
    }
    const V one_plus = ratio + T(1);
    value = constant_ - T(0.5) * quadratic - log(one_plus) + position[1];
    gradient[0] = g_mu;
    gradient[1] = g_tau * tau + T(1) - T(2) * ratio / one_plus;
  }

 private:
  static constexpr std::size_t kSchools = 8;
  T y_[kSchools], precision_[kSchools], constant_;
};

}  // namespace

Kernels eight_schools(const bench::EightSchoolsData& data) { return kernels<EightSchools>(data); }

}  // namespace aleator::hand
