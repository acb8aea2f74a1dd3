// SPDX-License-Identifier: Apache-2.0
// Implements effective sample sizes.
#include "aleator/stats/effective_sample_size.h"

#include "aleator/stats/autocovariance.h"
#include "aleator/stats/moments.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace aleator::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Autocorrelation at each lag, as far as Geyer's initial positive sequence goes.
struct InitialSequence {
  std::vector<double> rho;
  std::size_t last = 0;
};

/// Autocorrelation of chains together, by lag; `Covariance` is theirs.
template <class Covariance>
class PooledAutocorrelation {
 public:
  PooledAutocorrelation(Covariance covariance, std::int64_t num_draws)
      : covariance_(std::move(covariance)) {
    const auto n = static_cast<double>(num_draws);
    within_ = covariance_[0] * n / (n - 1);
    total_ = within_ * (n - 1) / n;
    if (covariance_.means().size() > 1) total_ += variance(covariance_.means());
  }
  double operator[](std::size_t lag) {
    return lag == 0 ? 1 : 1 - (within_ - covariance_[lag]) / total_;
  }

 private:
  Covariance covariance_;
  double within_ = 0, total_ = 0;
};

template <class Covariance>
InitialSequence initial_positive_sequence(PooledAutocorrelation<Covariance> rho, std::size_t n) {
  InitialSequence out;
  const auto set = [&](std::size_t t, double value) {
    out.rho.resize(std::max(out.rho.size(), t + 1));
    out.rho[t] = value;
  };
  std::size_t t = 0;
  double even = rho[0], odd = rho[1];
  set(0, even);
  set(1, odd);
  while (t + 5 < n && even + odd > 0) {
    t += 2;
    even = rho[t];
    odd = rho[t + 1];
    if (even + odd < 0) continue;
    set(t, even);
    set(t + 1, odd);
  }
  set(t, even > 0 ? even : t < out.rho.size() ? out.rho[t] : 0);
  out.last = t;
  return out;
}

void make_monotone(InitialSequence& sequence) {
  std::vector<double>& rho = sequence.rho;
  for (std::size_t t = 2; t + 2 <= sequence.last; t += 2) {
    const double before = rho[t - 2] + rho[t - 1];
    if (rho[t] + rho[t + 1] > before) rho[t] = rho[t + 1] = before / 2;
  }
}

double autocorrelation_time(const InitialSequence& sequence) {
  // Halves of 3 to 5 draws have no sequence beyond lag 0; R's posterior then counts lag 0 once.
  const auto end = static_cast<std::ptrdiff_t>(std::max<std::size_t>(sequence.last, 1));
  const auto first = sequence.rho.begin();
  return -1 + 2 * std::accumulate(first, first + end, 0.0) + sequence.rho[sequence.last];
}

/// Of chains that are halved already, by their autocovariance.
template <class Covariance>
double effective_size(const Chains& chains, Covariance covariance) {
  InitialSequence sequence = initial_positive_sequence(
      PooledAutocorrelation<Covariance>(std::move(covariance), chains.num_draws),
      static_cast<std::size_t>(chains.num_draws));
  make_monotone(sequence);
  const auto size = static_cast<double>(chains.values.size());
  // Antithetic chains can beat independent draws, but a time near zero is only noise.
  return size / std::max(autocorrelation_time(sequence), 1 / std::log10(size));
}

bool has_size(const Chains& chains) { return chains.num_draws >= 3 && !is_constant(chains.values); }

/// Whether all draws are above the threshold, or none is.
bool is_same_side(std::span<const double> draws, double threshold) {
  const bool is_first_above = draws.front() > threshold;
  return std::all_of(draws.begin(), draws.end(),
                     [&](double x) { return (x > threshold) == is_first_above; });
}

/// Of draws of any size.
double effective_size(OwnedChains chains) {
  if (!has_size(chains)) return kNaN;
  const double scale = unit_scale(chains.values);
  for (double& x : chains.values) x *= scale;
  return effective_size(chains, Autocovariance(chains));
}

}  // namespace

double ess_bulk(const Chains& chains) { return ess_bulk(SortedDraws(chains)); }

double ess_bulk(const SortedDraws& draws) {
  if (!draws.is_finite()) return kNaN;
  const OwnedChains scores = draws.scores();
  return has_size(scores) ? effective_size(scores, Autocovariance(scores)) : kNaN;
}

double ess_tail(const Chains& chains) {
  const SortedDraws draws(chains);
  const double lower = ess_quantile(draws, 0.05), upper = ess_quantile(draws, 0.95);
  return std::isnan(lower) || std::isnan(upper) ? kNaN : std::min(lower, upper);
}

double ess_mean(const Chains& chains) {
  check_chains(chains);
  return is_finite(chains.values) ? effective_size(split_chains(chains)) : kNaN;
}

double ess_sd(const Chains& chains) {
  check_chains(chains);
  if (!is_finite(chains.values)) return kNaN;
  const double center = mean(chains.values);
  return effective_size(
      split_chains(transformed(chains, [&](double x) { return std::abs(x - center); })));
}

double ess_quantile(const Chains& chains, double probability) {
  return ess_quantile(SortedDraws(chains), probability);
}

double ess_quantile(const SortedDraws& draws, double probability) {
  const auto size = static_cast<double>(draws.chains().values.size());
  // The indicator of the maximum is constant: step half a draw inside it.
  const double inside = probability == 1 && size > 0 ? (size - 0.5) / size : probability;
  const double threshold = draws.quantile(inside);
  if (!draws.is_finite() || draws.is_constant()) return kNaN;
  const Chains halves = draws.halves();
  if (halves.num_draws < 3 || is_same_side(halves.values, threshold)) return kNaN;
  return effective_size(halves, IndicatorAutocovariance(halves, threshold));
}

}  // namespace aleator::stats
