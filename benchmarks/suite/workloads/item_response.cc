// SPDX-License-Identifier: Apache-2.0
// W07: two-parameter logistic item response. Position: 400 abilities, 100 log discriminations, 100
// difficulties, log scale of the log discriminations, mean and log scale of the difficulties.
#include <cmath>

#include "benchmarks/micro/models/model.h"
#include "benchmarks/suite/workloads.h"
#include "benchmarks/suite/workloads/made_outcomes.h"

namespace aleator::bench {
namespace {

constexpr std::int64_t kPeople = 400, kItems = 100, kDimension = kPeople + 2 * kItems + 3;

/// 400 made-up people answer 100 items.
Array answers() {
  const Numbers ability = normal_numbers(kPeople, 11), difficulty = normal_numbers(kItems, 12),
                strength = normal_numbers(kItems, 13);
  Numbers logits;
  for (const double a : ability) {
    for (std::size_t j = 0; j < difficulty.size(); ++j)
      logits.push_back(std::exp(0.3 * strength[j]) * (a - difficulty[j]));
  }
  return array(outcomes(logits, 14), Shape{kPeople, kItems});
}

FlatLogProb log_density(const Array& y) {
  return [=](const Array& q) {
    const Array theta = expand_dims(q[Slice(0, kPeople)], 1);
    const Array log_a = q[Slice(kPeople, kPeople + kItems)];
    const Array b = q[Slice(kPeople + kItems, kPeople + 2 * kItems)];
    const Array log_sigma_a = q[600], mu_b = q[601], log_sigma_b = q[602];
    return log_normal(q[Slice(0, kPeople)], 0., 1.) + log_normal(log_a, 0., exp(log_sigma_a)) +
           log_normal(b, mu_b, exp(log_sigma_b)) + log_normal(mu_b, 0., 5.) +
           log_normal(log_sigma_a, 0., 1.) + log_normal(log_sigma_b, 0., 1.) +
           sum(distributions::Bernoulli({.logits = exp(log_a) * (theta - b)}).log_prob(y));
  };
}

}  // namespace

Workload item_response(const Setup& setup) {
  const Array y = answers();
  // An exponential and a logarithm, and ten operations an answer.
  return sampled({.log_prob = log_density(y),
                  .dimension = kDimension,
                  .gradient = {.operations = 50. * kPeople * kItems},
                  .data = {{"y", y}}},
                 setup);
}

}  // namespace aleator::bench
