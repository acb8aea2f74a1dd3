// SPDX-License-Identifier: Apache-2.0
// Defines the autocovariance of chains, computed by fast Fourier transform.
#pragma once

#include "aleator/stats/chains.h"

#include <vector>

namespace aleator::stats {

/// The biased autocovariance at lags 0..n-1, averaged over the chains (each about its own mean):
///
///   gamma(t) = mean over chains of (1 / n) sum_{i < n - t} (x_i - mean) (x_{i + t} - mean)
///
/// O(n log n) per chain. Unit: that of the quantity, squared.
std::vector<double> mean_autocovariance(const Chains& chains);

}  // namespace aleator::stats
