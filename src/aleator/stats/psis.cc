// SPDX-License-Identifier: Apache-2.0
// Implements Pareto smoothed importance sampling.
#include "aleator/stats/psis.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/stats/moments.h"
#include "aleator/stats/order.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace aleator::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kLeastTail = 5;

double log_sum_exp(std::span<const double> values) {
  const double largest = *std::max_element(values.begin(), values.end());
  double sum = 0;
  for (const double x : values) sum += std::exp(x - largest);
  return largest + std::log(sum);
}

/// mean log(1 - theta x), which is k where theta = -k / sigma.
double shape_at(double theta, std::span<const double> values) {
  double sum = 0;
  for (const double x : values) sum += std::log1p(-theta * x);
  return sum / static_cast<double>(values.size());
}

/// The mean of theta under its profile likelihood over a grid that reaches from its largest value,
/// 1 / max x, downwards by steps of the quartile's size.
double estimate_theta(std::span<const double> sorted) {
  const auto n = static_cast<double>(sorted.size());
  const double quartile = sorted[static_cast<std::size_t>(std::floor(n / 4 + 0.5)) - 1];
  const double num_points = 30 + std::floor(std::sqrt(n));
  std::vector<double> thetas, log_likelihoods;
  for (double j = 0.5; j < num_points; ++j) {
    const double theta = 1 / sorted.back() + (1 - std::sqrt(num_points / j)) / (3 * quartile);
    const double k = shape_at(theta, sorted);
    thetas.push_back(theta);
    log_likelihoods.push_back(n * (std::log(-theta / k) - k - 1));
  }
  const double total = log_sum_exp(log_likelihoods);
  double mean = 0;
  for (std::size_t i = 0; i < thetas.size(); ++i)
    mean += thetas[i] * std::exp(log_likelihoods[i] - total);
  return mean;
}

double pareto_quantile(double p, const ParetoFit& fit) {
  const double t = -std::log1p(-p);
  return fit.k == 0 ? fit.sigma * t : fit.sigma * std::expm1(fit.k * t) / fit.k;
}

void check(std::span<const double> log_ratios, double relative_efficiency) {
  if (log_ratios.empty()) throw ValueError("psis: log_ratios must not be empty");
  if (!(relative_efficiency > 0 && std::isfinite(relative_efficiency))) {
    throw ValueError(
        text("psis: relative_efficiency must be positive and finite, got ", relative_efficiency));
  }
  for (std::size_t i = 0; i < log_ratios.size(); ++i) {
    if (log_ratios[i] < kInfinity) continue;
    throw ValueError(text("psis: log_ratios must be less than infinity, got ", log_ratios[i],
                          " at index ", i, "; leave such draws out"));
  }
  if (*std::max_element(log_ratios.begin(), log_ratios.end()) == -kInfinity)
    throw ValueError("psis: at least one of log_ratios must be finite, got -infinity only");
}

std::size_t tail_length(std::size_t num_draws, double relative_efficiency) {
  const auto s = static_cast<double>(num_draws);
  return static_cast<std::size_t>(
      std::ceil(std::min(0.2 * s, 3 * std::sqrt(s / relative_efficiency))));
}

/// Smooths the largest of `log_weights`, whose maximum is 0; returns the shape.
double smooth_tail(std::vector<double>& log_weights, std::size_t length) {
  if (length < kLeastTail || length >= log_weights.size()) return kInfinity;
  const std::vector<std::uint32_t> order = sorted_order(log_weights);
  const std::size_t first = order.size() - length;
  const double smallest = log_weights[order[first]], cutoff = log_weights[order[first - 1]];
  if (-smallest < 100 * std::numeric_limits<double>::epsilon()) return -kInfinity;
  std::vector<double> tail;
  for (std::size_t i = first; i < order.size(); ++i)
    tail.push_back(std::exp(log_weights[order[i]]) - std::exp(cutoff));
  const ParetoFit fit = fit_pareto(tail);
  if (!std::isfinite(fit.k)) return kInfinity;
  for (std::size_t i = 0; i < length; ++i) {
    const double p = (static_cast<double>(i) + 0.5) / static_cast<double>(length);
    const double smoothed = std::log(pareto_quantile(p, fit) + std::exp(cutoff));
    log_weights[order[first + i]] = std::min(smoothed, 0.0);
  }
  return fit.k;
}

}  // namespace

ParetoFit fit_pareto(std::span<const double> sorted) {
  if (sorted.size() < 2)
    throw ValueError(text("fit_pareto: at least 2 values are required, got ", sorted.size()));
  const double theta = estimate_theta(sorted);
  const double k = shape_at(theta, sorted);
  const auto n = static_cast<double>(sorted.size());
  constexpr double kPriorWeight = 10, kPriorShape = 0.5;
  return {.k = (n * k + kPriorWeight * kPriorShape) / (n + kPriorWeight), .sigma = -k / theta};
}

PsisResults psis(std::span<const double> log_ratios, double relative_efficiency) {
  check(log_ratios, relative_efficiency);
  const double largest = *std::max_element(log_ratios.begin(), log_ratios.end());
  PsisResults results{.log_weights = {}, .pareto_k = kInfinity, .ess = 0};
  for (const double x : log_ratios) results.log_weights.push_back(x - largest);
  results.pareto_k =
      smooth_tail(results.log_weights, tail_length(log_ratios.size(), relative_efficiency));
  const double total = log_sum_exp(results.log_weights);
  double squares = 0;
  for (double& log_weight : results.log_weights) {
    log_weight -= total;
    squares += std::exp(2 * log_weight);
  }
  results.ess = relative_efficiency / squares;
  return results;
}

}  // namespace aleator::stats
