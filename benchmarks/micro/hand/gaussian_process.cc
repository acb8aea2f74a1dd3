// SPDX-License-Identifier: Apache-2.0
// Defines the hand-written kernel of Gaussian process regression: factor, inverse and slopes in
// register tiles of 5 x 5 numbers.
#include <cmath>

#include "benchmarks/micro/hand/density.h"
#include "benchmarks/micro/hand/tiles.h"
#include "benchmarks/micro/hand/vector_math.h"

namespace aleator::hand {
namespace {

template <class V>
class GaussianProcess {
  using T = typename V::Scalar;

 public:
  explicit GaussianProcess(const bench::GaussianProcessData& data)
      : n_(data.x.size()), y_(convert<T>(data.y)) {
    for (std::size_t i = 0; i < num_tiles(); ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        for (std::size_t b = 0; b < kTile; ++b) {
          for (std::size_t a = 0; a < kTile; ++a) {
            const double distance = data.x[i * kTile + a] - data.x[j * kTile + b];
            half_squares_.push_back(static_cast<T>(0.5 * distance * distance));
          }
        }
      }
    }
    const std::size_t size = half_squares_.size();
    slopes_.resize(size);
    factor_.resize(size);
    inverse_.resize(size);
    solution_.resize(n_);
    constant_ = static_cast<T>(-static_cast<double>(n_ + 3) * kHalfLog2Pi);
  }
  std::size_t dimension() const { return 3; }

  void operator()(const V* position, V& value, V* gradient) {
    const V precision = exp(T(-2) * position[0]), noise = exp(T(2) * position[2]);
    fill(precision, exp(T(2) * position[1]), noise);
    const V half_log_determinant = factorize<V>(factor_.data(), num_tiles());
    invert_factor<V>(factor_.data(), inverse_.data(), num_tiles());
    const V quadratic = solve();
    V trace(T(0)), squares(T(0));
    const V contracted = contract(trace, squares);
    const T n = static_cast<T>(n_);
    V prior(T(0));
    for (std::size_t k = 0; k < 3; ++k) prior += position[k] * position[k];
    value = constant_ - half_log_determinant - T(0.5) * (quadratic + prior);
    // tr(K^-1 (K - noise I)) = n - noise tr(K^-1), and likewise in the quadratic form.
    const V g_noise = noise * (squares - trace);
    gradient[0] = contracted - position[0];
    gradient[1] = quadratic - n - g_noise - position[1];
    gradient[2] = g_noise - position[2];
  }

 private:
  std::size_t num_tiles() const { return n_ / kTile; }

  /// The covariance, to be factored in place, and its slopes in log lengthscale.
  ALEATOR_HAND void fill(const V& precision, const V& amplitude, const V& noise) {
    for (std::size_t i = 0; i < factor_.size(); ++i) {
      const V scaled = half_squares_[i] * precision, covariance = amplitude * exp(-scaled);
      factor_[i] = covariance;
      slopes_[i] = T(2) * scaled * covariance;
    }
    for (std::size_t i = 0; i < num_tiles(); ++i) {
      V* tile = factor_.data() + tile_offset(i, i);
      for (std::size_t a = 0; a < kTile; ++a) tile[a * kTile + a] += noise;
    }
  }

  /// L^-1 y and K^-1 y; returns y' K^-1 y.
  ALEATOR_HAND V solve() {
    V quadratic(T(0));
    for (V& s : solution_) s = V(T(0));
    for (std::size_t i = 0; i < n_; ++i) {
      V z(T(0));
      for (std::size_t j = 0; j <= i; ++j) z += y_[j] * inverse_at(i, j);
      for (std::size_t j = 0; j <= i; ++j) solution_[j] += inverse_at(i, j) * z;
      quadratic += z * z;
    }
    return quadratic;
  }
  ALEATOR_HAND const V& inverse_at(std::size_t i, std::size_t j) const {
    return inverse_[tile_offset(i / kTile, j / kTile) + (i % kTile) * kTile + j % kTile];
  }

  /// The slope in log lengthscale; adds the trace of K^-1 and the squared norm of K^-1 y.
  ALEATOR_HAND V contract(V& trace, V& squares) const {
    V diagonal(T(0)), below(T(0));
    for (std::size_t i = 0; i < num_tiles(); ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        V tile[kTile][kTile];
        inverse_tile<V>(inverse_.data(), num_tiles(), i, j, tile);
        const V* slope = slopes_.data() + tile_offset(i, j);
        V sum(T(0));
#pragma GCC unroll 8
        for (std::size_t b = 0; b < kTile; ++b) {
#pragma GCC unroll 8
          for (std::size_t a = 0; a < kTile; ++a) {
            sum += (solution_[i * kTile + a] * solution_[j * kTile + b] - tile[a][b]) *
                   slope[b * kTile + a];
          }
        }
        if (i == j) {
          diagonal += sum;
          for (std::size_t a = 0; a < kTile; ++a) {
            trace += tile[a][a];
            squares += solution_[i * kTile + a] * solution_[i * kTile + a];
          }
        } else {
          below += sum;
        }
      }
    }
    return T(0.5) * diagonal + below;
  }

  std::size_t n_;
  std::vector<T> y_, half_squares_;
  std::vector<V> slopes_, factor_, inverse_, solution_;
  T constant_;
};

}  // namespace

Kernels gaussian_process(const bench::GaussianProcessData& data) {
  return {kernel<Simd<double, kRegisterBytes / 8>, GaussianProcess>(data),
          kernel<Simd<double, kRegisterBytes / 4>, GaussianProcess>(data),
          kernel<Simd<float, kRegisterBytes / 4>, GaussianProcess>(data),
          kernel<Simd<float, kRegisterBytes / 2>, GaussianProcess>(data)};
}

}  // namespace aleator::hand
