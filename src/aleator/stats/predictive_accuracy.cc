// SPDX-License-Identifier: Apache-2.0
// Implements PSIS-LOO and WAIC.
#include "aleator/stats/predictive_accuracy.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/stats/effective_sample_size.h"
#include "aleator/stats/moments.h"
#include "aleator/stats/psis.h"

#include <algorithm>
#include <cmath>

namespace aleator::stats {
namespace {

/// The log likelihoods of one observation at a time.
class Observations {
 public:
  Observations(const char* who, const Array& log_likelihood) {
    if (log_likelihood.rank() < 3 || log_likelihood.size() == 0) {
      throw ShapeError(text(who,
                            ": log_likelihood must be [chain, draw, observation, ...] and not "
                            "empty, got shape ",
                            log_likelihood.shape()));
    }
    num_chains_ = log_likelihood.dim(0);
    num_draws_ = log_likelihood.dim(1);
    size_ = static_cast<std::size_t>(log_likelihood.size() / (num_chains_ * num_draws_));
    values_ = log_likelihood.values();
    const auto bad =
        std::find_if(values_.begin(), values_.end(), [](double x) { return !std::isfinite(x); });
    if (bad == values_.end()) return;
    const auto at = static_cast<std::size_t>(bad - values_.begin());
    const auto draw = static_cast<std::int64_t>(at / size_);
    throw ValueError(text(who, ": log_likelihood must be finite, got ", *bad, " at chain ",
                          draw / num_draws_, ", draw ", draw % num_draws_, ", observation ",
                          at % size_));
  }

  std::size_t size() const { return size_; }
  OwnedChains operator[](std::size_t observation) const {
    OwnedChains chains{{}, num_chains_, num_draws_};
    for (std::size_t i = observation; i < values_.size(); i += size_)
      chains.values.push_back(values_[i]);
    return chains;
  }

 private:
  std::int64_t num_chains_ = 0, num_draws_ = 0;
  std::size_t size_ = 0;
  std::vector<double> values_;
};

/// log(sum(exp(x))) of x = log weights + log likelihoods; all weights are 1 if there are none.
double log_sum_exp(std::span<const double> log_weights, std::span<const double> values) {
  std::vector<double> terms(values.begin(), values.end());
  for (std::size_t i = 0; i < log_weights.size(); ++i) terms[i] += log_weights[i];
  const double largest = *std::max_element(terms.begin(), terms.end());
  double sum = 0;
  for (const double x : terms) sum += std::exp(x - largest);
  return largest + std::log(sum);
}

double log_mean_exp(std::span<const double> values) {
  return log_sum_exp({}, values) - std::log(static_cast<double>(values.size()));
}

double efficiency(const OwnedChains& log_likelihood) {
  const double largest =
      *std::max_element(log_likelihood.values.begin(), log_likelihood.values.end());
  const auto likelihood =
      transformed(log_likelihood, [&](double x) { return std::exp(x - largest); });
  const double ratio = ess_mean(likelihood) / static_cast<double>(likelihood.values.size());
  return std::isfinite(ratio) && ratio > 0 ? ratio : 1;
}

void add_observation(PredictiveAccuracy& accuracy, double elpd, double p) {
  accuracy.pointwise_elpd.push_back(elpd);
  accuracy.pointwise_p.push_back(p);
}

double sum(std::span<const double> values) {
  return mean(values) * static_cast<double>(values.size());
}

/// The standard error of a sum of independent terms.
double sum_se(std::span<const double> values) {
  return std::sqrt(static_cast<double>(values.size()) * variance(values));
}

void add_totals(PredictiveAccuracy& accuracy) {
  accuracy.elpd = sum(accuracy.pointwise_elpd);
  accuracy.elpd_se = sum_se(accuracy.pointwise_elpd);
  accuracy.p = sum(accuracy.pointwise_p);
  accuracy.p_se = sum_se(accuracy.pointwise_p);
}

/// The density without an observation is that with it, divided by its likelihood.
PsisResults weights_without(const OwnedChains& log_likelihood,
                            std::optional<double> relative_efficiency) {
  const OwnedChains log_ratios = transformed(log_likelihood, [](double x) { return -x; });
  return psis(log_ratios.values,
              relative_efficiency ? *relative_efficiency : efficiency(log_likelihood));
}

}  // namespace

Loo loo(const Array& log_likelihood, std::optional<double> relative_efficiency) {
  const Observations observations("loo", log_likelihood);
  Loo result;
  for (std::size_t i = 0; i < observations.size(); ++i) {
    const OwnedChains values = observations[i];
    const PsisResults weights = weights_without(values, relative_efficiency);
    const double elpd = log_sum_exp(weights.log_weights, values.values);
    add_observation(result, elpd, log_mean_exp(values.values) - elpd);
    result.pareto_k.push_back(weights.pareto_k);
    result.ess.push_back(weights.ess);
  }
  add_totals(result);
  return result;
}

std::vector<double> loo_pit(const Array& observed, const Array& replicated,
                            const Array& log_likelihood,
                            std::optional<double> relative_efficiency) {
  const Observations observations("loo_pit", log_likelihood);
  if (replicated.shape() != log_likelihood.shape() ||
      observed.shape() != log_likelihood.shape().slice(2, log_likelihood.rank())) {
    throw ShapeError(text("loo_pit: replicated must have the shape of log_likelihood, ",
                          log_likelihood.shape(), ", and observed its axes after the second, got ",
                          replicated.shape(), " and ", observed.shape()));
  }
  const std::vector<double> values = observed.values(), draws = replicated.values();
  std::vector<double> result;
  for (std::size_t i = 0; i < observations.size(); ++i) {
    const PsisResults weights = weights_without(observations[i], relative_efficiency);
    double below = 0;
    for (std::size_t s = 0; s < weights.log_weights.size(); ++s) {
      const double draw = draws[s * observations.size() + i];
      const double share = draw < values[i] ? 1 : draw == values[i] ? 0.5 : 0;
      below += share * std::exp(weights.log_weights[s]);
    }
    result.push_back(std::min(below, 1.));
  }
  return result;
}

PredictiveAccuracy waic(const Array& log_likelihood) {
  const Observations observations("waic", log_likelihood);
  PredictiveAccuracy result;
  for (std::size_t i = 0; i < observations.size(); ++i) {
    const OwnedChains values = observations[i];
    const double p = variance(values.values);
    add_observation(result, log_mean_exp(values.values) - p, p);
  }
  add_totals(result);
  return result;
}

ElpdDifference compare(const PredictiveAccuracy& a, const PredictiveAccuracy& b) {
  if (a.pointwise_elpd.size() != b.pointwise_elpd.size()) {
    throw ShapeError(text("compare: both must be of the same observations, got ",
                          a.pointwise_elpd.size(), " and ", b.pointwise_elpd.size()));
  }
  std::vector<double> differences;
  for (std::size_t i = 0; i < a.pointwise_elpd.size(); ++i)
    differences.push_back(a.pointwise_elpd[i] - b.pointwise_elpd[i]);
  return {sum(differences), sum_se(differences)};
}

}  // namespace aleator::stats
