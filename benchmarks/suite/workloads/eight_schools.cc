// SPDX-License-Identifier: Apache-2.0
// W02: eight schools, non-centred.
#include "benchmarks/micro/models/model.h"
#include "benchmarks/suite/workloads.h"

namespace aleator::bench {

Workload eight_schools(const Setup& setup) {
  const Model model = eight_schools();
  const EightSchoolsData data = eight_schools_data();
  // Ten operations a school with the gradient, an exponential and a logarithm.
  return sampled({.log_prob = model.log_density(float64),
                  .dimension = model.dimension,
                  .gradient = {.operations = 8 * 10 + 40},
                  .data = {{"y", array(data.y)}, {"sigma", array(data.sigma)}}},
                 setup);
}

}  // namespace aleator::bench
