// SPDX-License-Identifier: Apache-2.0
// Implements the rank normalisation of draws.
#include "aleator/stats/rank_normalize.h"

#include "aleator/stats/order.h"

#include <cmath>

namespace aleator::stats {
namespace {

double polynomial(const double (&coefficients)[8], double x) {
  double out = coefficients[7];
  for (int i = 6; i >= 0; --i) out = out * x + coefficients[i];
  return out;
}

// Wichura 1988, algorithm AS 241 (PPND16): relative accuracy about 1e-16.
constexpr double kCentralNumerator[8] = {3.3871328727963666080e0,  1.3314166789178437745e+2,
                                         1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                         4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                         3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr double kCentralDenominator[8] = {1.0,
                                           4.2313330701600911252e+1,
                                           6.8718700749205790830e+2,
                                           5.3941960214247511077e+3,
                                           2.1213794301586595867e+4,
                                           3.9307895800092710610e+4,
                                           2.8729085735721942674e+4,
                                           5.2264952788528545610e+3};
constexpr double kMiddleNumerator[8] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                        5.76949722146069140550e0,  3.64784832476320460504e0,
                                        1.27045825245236838258e0,  2.41780725177450611770e-1,
                                        2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr double kMiddleDenominator[8] = {1.0,
                                          2.05319162663775882187e0,
                                          1.67638483018380384940e0,
                                          6.89767334985100004550e-1,
                                          1.48103976427480074590e-1,
                                          1.51986665636164571966e-2,
                                          5.47593808499534494600e-4,
                                          1.05075007164441684324e-9};
constexpr double kTailNumerator[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                      1.78482653991729133580e0,  2.96560571828504891230e-1,
                                      2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                      2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr double kTailDenominator[8] = {1.0,
                                        5.99832206555887937690e-1,
                                        1.36929880922735805310e-1,
                                        1.48753612908506148525e-2,
                                        7.86869131145613259100e-4,
                                        1.84631831751005468180e-5,
                                        1.42151175831644588870e-7,
                                        2.04426310338993978564e-15};

double normal_quantile(double p) {
  const double q = p - 0.5;
  if (std::abs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(kCentralNumerator, r) / polynomial(kCentralDenominator, r);
  }
  const double r = std::sqrt(-std::log(q < 0 ? p : 1 - p));
  const double z =
      r <= 5 ? polynomial(kMiddleNumerator, r - 1.6) / polynomial(kMiddleDenominator, r - 1.6)
             : polynomial(kTailNumerator, r - 5) / polynomial(kTailDenominator, r - 5);
  return q < 0 ? -z : z;
}

double score_of_rank(double rank, std::size_t size) {
  return normal_quantile((rank - 0.375) / (static_cast<double>(size) + 0.25));
}

/// Scores of the ranks 1, 2, ... of so many draws. Every quantity of a run has as many: the last
/// ones are remembered.
const std::vector<double>& scores_of_ranks(std::size_t size) {
  thread_local std::vector<double> scores;
  if (scores.size() == size) return scores;
  scores.resize(size);
  for (std::size_t i = 0; i < size; ++i)
    scores[i] = score_of_rank(0.5 * static_cast<double>(2 * i + 2), size);
  return scores;
}

}  // namespace

OwnedChains scores_of_sorted(std::span<const double> sorted, std::span<const std::uint32_t> order,
                             const Chains& chains) {
  const std::size_t size = sorted.size();
  const std::vector<double>& scores = scores_of_ranks(size);
  OwnedChains out{std::vector<double>(size), chains.num_chains, chains.num_draws};
  for (std::size_t first = 0, last = 0; first < size; first = last) {
    while (last < size && sorted[last] == sorted[first]) ++last;
    const double rank = 0.5 * static_cast<double>(first + 1 + last);
    const double score = last == first + 1 ? scores[first] : score_of_rank(rank, size);
    for (std::size_t i = first; i < last; ++i) out.values[order[i]] = score;
  }
  return out;
}

OwnedChains rank_normalize(const Chains& chains) {
  check_chains(chains);
  const std::vector<std::uint32_t> order = sorted_order(chains.values);
  std::vector<double> sorted;
  sorted.reserve(order.size());
  for (const std::uint32_t i : order) sorted.push_back(chains.values[i]);
  return scores_of_sorted(sorted, order, chains);
}

}  // namespace aleator::stats
