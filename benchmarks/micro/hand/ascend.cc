// SPDX-License-Identifier: Apache-2.0
// Defines the step that stands for a sampler's between two gradients.
#include "benchmarks/micro/hand/kernel.h"

namespace aleator::hand {
namespace {

template <class T>
void ascend(T* __restrict__ position, const T* __restrict__ gradient, std::size_t length,
            T step_size) {
  for (std::size_t i = 0; i < length; ++i) position[i] += step_size * gradient[i];
}

}  // namespace

void ascend(bool is_float32, void* position, const void* gradient, std::size_t length,
            double step_size) {
  if (is_float32) {
    ascend(static_cast<float*>(position), static_cast<const float*>(gradient), length,
           static_cast<float>(step_size));
  } else {
    ascend(static_cast<double*>(position), static_cast<const double*>(gradient), length, step_size);
  }
}

}  // namespace aleator::hand
