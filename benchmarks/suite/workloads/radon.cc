// SPDX-License-Identifier: Apache-2.0
// W06: intercepts of counties, non-centred.
#include "benchmarks/micro/models/model.h"
#include "benchmarks/suite/workloads.h"

namespace aleator::bench {

Workload radon(const Setup& setup) {
  const Model model = radon_all();
  const RadonData data = radon_all_data();
  std::vector<std::int64_t> county;
  for (std::size_t j = 0; j + 1 < data.county_start.size(); ++j)
    county.resize(data.county_start[j + 1], static_cast<std::int64_t>(j));
  // A difference, a square and two sums a house.
  return sampled({.log_prob = model.log_density(float64),
                  .dimension = model.dimension,
                  .gradient = {.operations = 5. * static_cast<double>(data.log_radon.size())},
                  .data = {{"y", array(data.log_radon)}, {"county", array(county)}}},
                 setup);
}

}  // namespace aleator::bench
