// SPDX-License-Identifier: Apache-2.0
// Declares the hand-written kernels: value and gradient of a log density for blocks of L chains,
// positions and gradients laid out as [block][dimension][lane].
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "benchmarks/micro/data.h"

namespace aleator::hand {

struct Kernel {
  bool is_float32;
  int num_lanes;
  /// (position, value, gradient, number of blocks), arrays of 64-byte aligned Simd numbers
  std::function<void(const void*, void*, void*, std::size_t)> run;
};
using Kernels = std::vector<Kernel>;

/// position += step_size * gradient
void ascend(bool is_float32, void* position, const void* gradient, std::size_t length,
            double step_size);

Kernels eight_schools(const bench::EightSchoolsData& data);
Kernels radon(const bench::RadonData& data);
Kernels logistic(const bench::LogisticData& data);
Kernels autoregression(const bench::SeriesData& data);
Kernels garch(const bench::SeriesData& data);
Kernels stochastic_volatility(const bench::SeriesData& data);
Kernels hmm(const bench::SeriesData& data);
Kernels hmm_scaled(const bench::SeriesData& data);
Kernels gaussian_process(const bench::GaussianProcessData& data);

}  // namespace aleator::hand
