// SPDX-License-Identifier: Apache-2.0
// W10: a hidden Markov model whose means are in order, so that the states have one labelling.
#include "benchmarks/micro/models/model.h"
#include "benchmarks/suite/workloads.h"

namespace aleator::bench {

Workload hidden_markov(const Setup& setup) {
  const Model model = hmm_scaled();
  const SeriesData data = hmm_data();
  // Position: the first mean, logs of the distances, then as in the model.
  const auto log_prob = [f = model.log_density(float64)](const Array& q) {
    const Array second = q[0] + exp(q[1]), third = second + exp(q[2]);
    return f(concatenate({stack({q[0], second, third}), q[Slice(3, 15)]})) + q[1] + q[2];
  };
  // A product of a 3 x 3 matrix forth and two back, three exponentials and a logarithm a step.
  return sampled({.log_prob = log_prob,
                  .dimension = model.dimension,
                  .gradient = {.operations = 500. * (3 * 18 + 4 * 20 + 20)},
                  .data = {{"y", array(data.y)}}},
                 setup);
}

}  // namespace aleator::bench
