// SPDX-License-Identifier: Apache-2.0
// Defines the data and the model of the text messages example, and its exact posterior.
#pragma once

#include "aleator/aleator.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace aleator::text_messages {

inline const std::string kData = ALEATOR_TEST_DATA_DIR "/../../examples/data/text_messages.csv";

inline Array counts() { return array(io::read_csv(kData).counts("count")); }

/// The example's model.
inline Array joint_log_prob(const Array& counts, const Array& lambda_1, const Array& lambda_2,
                            const Array& tau) {
  const std::int64_t n = counts.size();
  const auto prior = distributions::Exponential({.rate = 1. / mean(counts)});
  const Array lambda = where(tau * n <= arange(n), lambda_2, lambda_1);
  return prior.log_prob(lambda_1) + prior.log_prob(lambda_2) +
         distributions::Uniform(0., 1.).log_prob(tau) +
         sum(distributions::Poisson({.rate = lambda}).log_prob(counts));
}

/// The posterior is a sum over the 74 numbers k of days with the first rate: tau is uniform within
/// a day, k = ceil(74 tau), and given k the rates are Gamma(sum of their counts + 1, their days +
/// 1 / mean).
struct ExactPosterior {
  std::vector<double> weights;  ///< of k = 1, 2, ..., 74
  double mean_lambda_1 = 0, mean_lambda_2 = 0, mean_tau = 0;
};

inline ExactPosterior exact_posterior(const std::vector<double>& counts) {
  const auto n = static_cast<double>(counts.size());
  double total = 0, first = 0, most = -1e300;
  for (const double c : counts) total += c;
  const double rate = n / total;
  std::vector<double> logs, firsts;
  for (std::size_t k = 1; k <= counts.size(); ++k) {
    first += counts[k - 1];
    firsts.push_back(first);
    const double days = static_cast<double>(k), rest = total - first;
    logs.push_back(std::lgamma(first + 1) - (first + 1) * std::log(days + rate) +
                   std::lgamma(rest + 1) - (rest + 1) * std::log(n - days + rate));
    most = std::max(most, logs.back());
  }
  ExactPosterior exact;
  double sum = 0;
  for (const double x : logs) sum += std::exp(x - most);
  for (std::size_t i = 0; i < logs.size(); ++i) {
    const double w = std::exp(logs[i] - most) / sum, days = static_cast<double>(i + 1);
    exact.weights.push_back(w);
    exact.mean_lambda_1 += w * (firsts[i] + 1) / (days + rate);
    exact.mean_lambda_2 += w * (total - firsts[i] + 1) / (n - days + rate);
    exact.mean_tau += w * (days - 0.5) / n;
  }
  return exact;
}

}  // namespace aleator::text_messages
