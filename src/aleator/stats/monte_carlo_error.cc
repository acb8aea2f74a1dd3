// SPDX-License-Identifier: Apache-2.0
// Implements Monte Carlo standard errors.
#include "aleator/stats/monte_carlo_error.h"

#include "aleator/stats/effective_sample_size.h"
#include "aleator/stats/moments.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace aleator::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// log Gamma(x) for x > 0 by Stirling's series beyond 10; std::lgamma writes a global variable.
double log_gamma(double x) {
  double shift = 0;
  for (; x < 10; x += 1) shift += std::log(x);
  const double y = 1 / (x * x);
  const double series =
      (1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1260 - y * (1.0 / 1680 - y * (1.0 / 1188))))) / x;
  return (x - 0.5) * std::log(x) - x + 0.5 * std::log(2 * std::numbers::pi) + series - shift;
}

double away_from_zero(double x) { return std::abs(x) < 1e-300 ? 1e-300 : x; }

/// The continued fraction of the incomplete beta function by Lentz's method (DLMF 8.17.22).
double beta_fraction(double a, double b, double x) {
  double c = 1, d = 1 / away_from_zero(1 - (a + b) * x / (a + 1)), out = d;
  const auto extend = [&](double numerator) {
    d = 1 / away_from_zero(1 + numerator * d);
    c = away_from_zero(1 + numerator / c);
    out *= d * c;
  };
  for (int i = 1; i <= 100000; ++i) {
    const double m = i;
    extend(m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)));
    extend(-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)));
    if (std::abs(d * c - 1) < 1e-15) break;
  }
  return out;
}

struct BetaDistribution {
  double a, b;
  double log_normalizer = log_gamma(a + b) - log_gamma(a) - log_gamma(b);

  double density(double x) const {
    return std::exp(log_normalizer + (a - 1) * std::log(x) + (b - 1) * std::log1p(-x));
  }
  double cdf(double x) const {
    if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
    const double front = std::exp(log_normalizer + a * std::log(x) + b * std::log1p(-x));
    // The fraction converges fast only on this side of the mean.
    if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(a, b, x) / a;
    return 1 - front * beta_fraction(b, a, 1 - x) / b;
  }
  /// Newton's method inside a shrinking bracket.
  double quantile(double p) const {
    double low = 0, high = 1, x = a / (a + b);
    for (int i = 0; i < 200; ++i) {
      const double excess = cdf(x) - p;
      (excess > 0 ? high : low) = x;
      double next = x - excess / density(x);
      if (!(next > low && next < high)) next = low + (high - low) / 2;
      const bool is_converged = std::abs(next - x) <= 1e-15 * x;
      x = next;
      if (is_converged) break;
    }
    return x;
  }
};

}  // namespace

double mcse_mean(const Chains& chains) {
  return standard_deviation(chains.values) / std::sqrt(ess_mean(chains));
}

double mcse_sd(const Chains& chains) {
  check_chains(chains);
  if (!is_finite(chains.values) || is_constant(chains.values)) return kNaN;
  const double scale = unit_scale(chains.values), center = mean(chains.values) * scale;
  const OwnedChains squares = transformed(chains, [&](double x) {
    const double z = x * scale - center;
    return z * z;
  });
  const OwnedChains fourth = transformed(squares, [](double s) { return s * s; });
  const double second_moment = mean(squares.values);
  const double variance_of_square = mean(fourth.values) - second_moment * second_moment;
  const double variance_of_sd = variance_of_square / ess_mean(squares) / second_moment / 4;
  return std::sqrt(variance_of_sd) / scale;
}

double mcse_quantile(const Chains& chains, double probability) {
  const SortedDraws draws(chains);
  return mcse_quantile(draws, probability, ess_quantile(draws, probability));
}

double mcse_quantile(const SortedDraws& draws, double probability, double ess) {
  if (std::isnan(ess)) return kNaN;
  const BetaDistribution position{ess * probability + 1, ess * (1 - probability) + 1};
  const auto size = static_cast<double>(draws.chains().values.size());
  // Phi(-1) and Phi(1), rounded as R's posterior has them.
  const double first = std::max(std::floor(position.quantile(0.1586553) * size), 1.0);
  const double last = std::min(std::ceil(position.quantile(0.8413447) * size), size);
  return draws.order_statistic(last) / 2 - draws.order_statistic(first) / 2;
}

}  // namespace aleator::stats
