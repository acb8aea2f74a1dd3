// SPDX-License-Identifier: Apache-2.0
// Defines the benchmarked models: a log density of one chain over one flat position, and the
// hand-written kernels of the same density.
#pragma once

#include "aleator/aleator.h"

#include <functional>
#include <string>
#include <vector>

#include "benchmarks/micro/data.h"
#include "benchmarks/micro/hand/kernel.h"

namespace aleator::bench {

using LogDensity = std::function<Array(const Array& position)>;

struct Model {
  std::string name;
  std::int64_t dimension;
  std::function<LogDensity(Dtype)> log_density;  ///< with its data in this dtype
  std::function<hand::Kernels()> hand_kernels;
};

Model eight_schools();
Model radon_mn();
Model radon_all();
Model logistic();
Model autoregression();
Model garch();
Model stochastic_volatility();
Model hmm();
Model hmm_scaled();
Model gaussian_process();

std::vector<Model> all_models();

/// 5,000 operations without a loop: without kernels, for latencies only.
Model unrolled_garch();

// --- what several densities use ---

/// Numbers as an array of this dtype.
Array data_array(const Numbers& numbers, Dtype dtype);
/// The density of log(scale) when scale has a half-Cauchy, or half-normal, prior.
Array log_half_cauchy(const Array& log_scale, double prior_scale);
Array log_half_normal(const Array& log_scale);
/// The sum of normal log densities.
Array log_normal(const Array& x, const Array& loc, const Array& scale);

}  // namespace aleator::bench
