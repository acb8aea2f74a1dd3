// SPDX-License-Identifier: Apache-2.0
// W08: stochastic volatility with standard normal innovations.
#include "benchmarks/micro/models/model.h"
#include "benchmarks/suite/workloads.h"

namespace aleator::bench {

Workload stochastic_volatility(const Setup& setup) {
  const Model model = stochastic_volatility();
  const SeriesData data = stochastic_volatility_data();
  // An exponential and 14 operations a step, forth and back.
  return sampled({.log_prob = model.log_density(float64),
                  .dimension = model.dimension,
                  .gradient = {.operations = 34. * static_cast<double>(data.y.size())},
                  .data = {{"y", array(data.y)}}},
                 setup);
}

}  // namespace aleator::bench
