// SPDX-License-Identifier: Apache-2.0
// Defines how a hand-written density becomes kernels.
//
// A density is a class template over a Simd type V: a constructor from the data, dimension(), and
//   void operator()(const V* position, V& value, V* gradient)
// for one block. It computes the same functions of the same elements as the model beside it.
#pragma once

#include <memory>

#include "benchmarks/micro/hand/kernel.h"
#include "benchmarks/micro/hand/simd.h"

namespace aleator::hand {

constexpr double kHalfLog2Pi = 0.918938533204672742;

template <class T>
std::vector<T> convert(const std::vector<double>& numbers) {
  return std::vector<T>(numbers.begin(), numbers.end());
}

template <class V, template <class> class Density, class Data>
Kernel kernel(const Data& data) {
  using T = typename V::Scalar;
  auto density = std::make_shared<Density<V>>(data);
  return {sizeof(T) == 4, V::kLanes,
          [density](const void* position, void* value, void* gradient, std::size_t num_blocks) {
            const std::size_t d = density->dimension();
            for (std::size_t b = 0; b < num_blocks; ++b) {
              (*density)(static_cast<const V*>(position) + b * d, static_cast<V*>(value)[b],
                         static_cast<V*>(gradient) + b * d);
            }
          }};
}

/// The kernel with 1, 2 and 4 registers a number, of doubles and of floats.
template <template <class> class Density, class Data>
Kernels kernels(const Data& data) {
  constexpr int kDoubles = kRegisterBytes / 8, kFloats = kRegisterBytes / 4;
  return {kernel<Simd<double, kDoubles>, Density>(data),
          kernel<Simd<double, 2 * kDoubles>, Density>(data),
          kernel<Simd<double, 4 * kDoubles>, Density>(data),
          kernel<Simd<float, kFloats>, Density>(data),
          kernel<Simd<float, 2 * kFloats>, Density>(data),
          kernel<Simd<float, 4 * kFloats>, Density>(data)};
}

}  // namespace aleator::hand
