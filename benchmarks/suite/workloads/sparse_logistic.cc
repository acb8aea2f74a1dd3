// SPDX-License-Identifier: Apache-2.0
// W09: logistic regression with a scale per column, Gamma(1/2, 1/2) distributed, and a global one,
// by many chains. Position: slopes, log scales, log global scale, intercept.
#include "benchmarks/micro/models/model.h"
#include "benchmarks/suite/workloads.h"
#include "benchmarks/suite/workloads/made_outcomes.h"

namespace aleator::bench {
namespace {

constexpr std::int64_t kRows = 1000, kColumns = 24, kDimension = 2 * kColumns + 2;

Numbers made_features() { return normal_numbers(kRows * kColumns, 21); }

Array made_outcomes(const Numbers& features) {
  Numbers logits;
  for (std::size_t i = 0; i < kRows; ++i) {
    // Four of the columns matter.
    double logit = -1;
    for (std::size_t j = 0; j < 4; ++j)
      logit += (j % 2 == 0 ? 0.8 : -0.5) * features[i * kColumns + j];
    logits.push_back(logit);
  }
  return array(outcomes(logits, 22));
}

FlatLogProb log_density(const Array& x, const Array& y) {
  return [=](const Array& q) {
    const Array beta = q[Slice(0, kColumns)], log_scales = q[Slice(kColumns, 2 * kColumns)];
    const Array log_global = q[2 * kColumns], intercept = q[2 * kColumns + 1];
    const auto gamma = distributions::Gamma({.concentration = 0.5, .rate = 0.5});
    const Array slopes = beta * exp(log_scales + log_global);
    const Array logits = intercept + matmul(x, slopes);
    return log_normal(beta, 0., 1.) + log_normal(intercept, 0., 1.) +
           sum(gamma.log_prob(exp(log_scales)) + log_scales) + gamma.log_prob(exp(log_global)) +
           log_global + sum(distributions::Bernoulli({.logits = logits}).log_prob(y));
  };
}

Workload by(mcmc::Algorithm algorithm, const Setup& setup) {
  mcmc::SampleOptions options{.num_chains = 128, .num_superchains = 8, .num_draws = 200};
  options.num_warmup = 500;
  options.algorithm = algorithm;
  // Scales make a funnel.
  if (algorithm == mcmc::NUTS) options.target_accept_prob = 0.9;
  const Numbers features = made_features();
  const Array x = array(features, Shape{kRows, kColumns}), y = made_outcomes(features);
  // Two products with the matrix, an exponential and a logarithm a row.
  return sampled({.log_prob = log_density(x, y),
                  .dimension = kDimension,
                  .gradient = {.operations = kRows * (4. * kColumns + 50)},
                  .data = {{"x", x}, {"y", y}}},
                 setup, options);
}

}  // namespace

Workload sparse_logistic_nuts(const Setup& setup) { return by(mcmc::NUTS, setup); }
Workload sparse_logistic_chees(const Setup& setup) { return by(mcmc::ChEES, setup); }

}  // namespace aleator::bench
