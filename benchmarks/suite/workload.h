// SPDX-License-Identifier: Apache-2.0
// Defines a workload: a posterior and the run that samples it.
#pragma once

#include "aleator/aleator.h"

#include <functional>
#include <string>
#include <vector>

namespace aleator::bench {

struct Workload {
  std::string name;         ///< "W02 eight schools"
  std::string description;  ///< data, chains, algorithm
  std::int64_t dimension;
  /// The log density over one flat position, for the first gradient.
  std::function<Array(const Array& position)> log_prob;
  std::function<stats::Posterior(std::uint64_t seed)> run;
};

/// In the order of their numbers.
std::vector<Workload> all_workloads();

// --- models that no other benchmark has ---

using FlatLogProb = std::function<Array(const Array& position)>;
/// Two-parameter logistic item response: 400 made-up people answer 100 items; 400 abilities, 100
/// log discriminations, 100 difficulties and their mean and log scales (d = 603).
FlatLogProb item_response();
inline constexpr std::int64_t kItemResponseDimension = 603;
/// Logistic regression on 1,000 made-up rows of 24 columns with a scale per column, Gamma(1/2, 1/2)
/// distributed, and a global one: slopes, log scales, log global scale, intercept (d = 50).
FlatLogProb sparse_logistic();
inline constexpr std::int64_t kSparseLogisticDimension = 50;

}  // namespace aleator::bench
