// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "benchmarks/micro/data.h"
#include "benchmarks/suite/workload.h"

namespace aleator::bench {
namespace {

namespace tfd = distributions;

/// 1 where a made-up number says so with the probability of the logit.
std::vector<double> outcomes(const std::vector<double>& logits, std::size_t seed) {
  const Numbers noise = normal_numbers(logits.size(), seed);
  std::vector<double> y;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const double uniform = 0.5 * std::erfc(-noise[i] / std::sqrt(2.));
    y.push_back(uniform < 1 / (1 + std::exp(-logits[i])) ? 1 : 0);
  }
  return y;
}

Array log_normal(const Array& x, const Array& loc, const Array& scale) {
  return sum(tfd::Normal(loc, scale).log_prob(x));
}

}  // namespace

FlatLogProb item_response() {
  constexpr std::int64_t kPeople = 400, kItems = 100;
  const Numbers ability = normal_numbers(kPeople, 11), difficulty = normal_numbers(kItems, 12),
                strength = normal_numbers(kItems, 13);
  std::vector<double> logits;
  for (const double a : ability) {
    for (std::size_t j = 0; j < difficulty.size(); ++j)
      logits.push_back(std::exp(0.3 * strength[j]) * (a - difficulty[j]));
  }
  const Array y = array(outcomes(logits, 14), Shape{kPeople, kItems});
  return [=](const Array& q) {
    const Array theta = expand_dims(q[Slice(0, kPeople)], 1);
    const Array log_a = q[Slice(kPeople, kPeople + kItems)];
    const Array b = q[Slice(kPeople + kItems, kPeople + 2 * kItems)];
    const Array log_sigma_a = q[600], mu_b = q[601], log_sigma_b = q[602];
    return log_normal(q[Slice(0, kPeople)], 0., 1.) + log_normal(log_a, 0., exp(log_sigma_a)) +
           log_normal(b, mu_b, exp(log_sigma_b)) + log_normal(mu_b, 0., 5.) +
           log_normal(log_sigma_a, 0., 1.) + log_normal(log_sigma_b, 0., 1.) +
           sum(tfd::Bernoulli({.logits = exp(log_a) * (theta - b)}).log_prob(y));
  };
}

FlatLogProb sparse_logistic() {
  constexpr std::int64_t kRows = 1000, kColumns = 24;
  const Numbers features = normal_numbers(kRows * kColumns, 21);
  std::vector<double> logits;
  for (std::size_t i = 0; i < kRows; ++i) {
    // Four of the columns matter.
    double logit = -1;
    for (std::size_t j = 0; j < 4; ++j)
      logit += (j % 2 == 0 ? 0.8 : -0.5) * features[i * kColumns + j];
    logits.push_back(logit);
  }
  const Array x = array(features, Shape{kRows, kColumns}), y = array(outcomes(logits, 22));
  return [=](const Array& q) {
    const Array beta = q[Slice(0, kColumns)], log_scales = q[Slice(kColumns, 2 * kColumns)];
    const Array log_global = q[2 * kColumns], intercept = q[2 * kColumns + 1];
    const auto gamma = tfd::Gamma({.concentration = 0.5, .rate = 0.5});
    const Array slopes = beta * exp(log_scales + log_global);
    return log_normal(beta, 0., 1.) + log_normal(intercept, 0., 1.) +
           sum(gamma.log_prob(exp(log_scales)) + log_scales) + gamma.log_prob(exp(log_global)) +
           log_global + sum(tfd::Bernoulli({.logits = intercept + matmul(x, slopes)}).log_prob(y));
  };
}

}  // namespace aleator::bench
