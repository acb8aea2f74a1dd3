// SPDX-License-Identifier: Apache-2.0
// Defines the hand-written kernel of logistic regression: product, link and transposed product of a
// few rows at a time, held in registers.
#include <cmath>

#include "benchmarks/micro/hand/density.h"
#include "benchmarks/micro/hand/vector_math.h"

namespace aleator::hand {
namespace {

template <class V>
class Logistic {
  using T = typename V::Scalar;
  static constexpr std::size_t kRows = 16 / V::kRegisters;  // 16 accumulators

 public:
  explicit Logistic(const bench::LogisticData& data)
      : num_columns_(data.num_columns), y_(convert<T>(data.outcomes)) {
    for (std::size_t row = 0; row < y_.size(); row += kRows) {  // [row block][column][row]
      for (std::size_t k = 0; k < num_columns_; ++k) {
        for (std::size_t r = 0; r < kRows; ++r) {
          x_.push_back(static_cast<T>(data.features[(row + r) * num_columns_ + k]));
        }
      }
    }
    const double d = static_cast<double>(dimension());
    constant_ = static_cast<T>(-std::log(5) - d * kHalfLog2Pi);
  }
  std::size_t dimension() const { return num_columns_ + 1; }

  void operator()(const V* position, V& value, V* gradient) const {
    V total = T(-0.02) * position[0] * position[0];
    V g_intercept = T(-0.04) * position[0];
    for (std::size_t k = 1; k <= num_columns_; ++k) {
      total -= T(0.5) * position[k] * position[k];
      gradient[k] = -position[k];
    }
    for (std::size_t row = 0; row < y_.size(); row += kRows) {
      V eta[kRows];
      rows(&x_[row * num_columns_], &y_[row], position, eta, total);
      transposed(&x_[row * num_columns_], eta, gradient + 1);
#pragma GCC unroll 16
      for (std::size_t r = 0; r < kRows; ++r) g_intercept += eta[r];
    }
    value = total + constant_;
    gradient[0] = g_intercept;
  }

 private:
  /// Turns rows into their residuals and adds their log densities, log sigmoid(+-eta).
  ALEATOR_HAND void rows(const T* x, const T* y, const V* beta, V* eta, V& total) const {
#pragma GCC unroll 16
    for (std::size_t r = 0; r < kRows; ++r) eta[r] = beta[0];
    for (std::size_t k = 0; k < num_columns_; ++k) {
      const V b = beta[k + 1];
#pragma GCC unroll 16
      for (std::size_t r = 0; r < kRows; ++r) eta[r] += V(x[k * kRows + r]) * b;
    }
#pragma GCC unroll 16
    for (std::size_t r = 0; r < kRows; ++r) {
      const T sign = T(2) * y[r] - T(1);
      const auto [log_density, slope] = log_sigmoid(sign * eta[r]);
      total += log_density;
      eta[r] = sign * slope;
    }
  }

  ALEATOR_HAND void transposed(const T* x, const V* residual, V* gradient) const {
    for (std::size_t k = 0; k < num_columns_; ++k) {
      V g = gradient[k];
#pragma GCC unroll 16
      for (std::size_t r = 0; r < kRows; ++r) g += V(x[k * kRows + r]) * residual[r];
      gradient[k] = g;
    }
  }

  std::size_t num_columns_;
  std::vector<T> y_, x_;
  T constant_;
};

}  // namespace

Kernels logistic(const bench::LogisticData& data) { return kernels<Logistic>(data); }

}  // namespace aleator::hand
