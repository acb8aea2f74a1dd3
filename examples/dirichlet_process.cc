// SPDX-License-Identifier: Apache-2.0
// How many clusters are there? A Dirichlet process mixture with room for ten, whose posterior is
// sampled by preconditioned stochastic gradient Langevin dynamics: each step sees 200 of 4,000
// rows. The rows were made of three clusters, so that the answer is known.
#include <aleator/aleator.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;
namespace tfb = aleator::bijectors;

namespace {

constexpr std::int64_t kNumRows = 4000, kNumClusters = 10, kBatchSize = 200;
constexpr std::int64_t kNumSteps = 1'500, kNumKept = 500;

Distribution truth() {
  return tfd::MixtureSameFamily(
      {.mixture_distribution = tfd::Categorical({.probs = array({0.5, 0.3, 0.2})}),
       .components_distribution =
           tfd::MultivariateNormalDiag({.loc = array({{0., 4.}, {4., -2.}, {-4., -2.}}),
                                        .scale_diag = array({{1., 0.6}, {0.7, 1.2}, {1., 1.}})})});
}

/// All over the reals, and what they stand for.
struct Parameters {
  Array log_concentration;  ///< of the process
  Array logits;             ///< of the weights, without the last
  Array locs, log_precisions;

  Array weights() const { return tfb::SoftmaxCentered().forward(logits); }
  Distribution mixture() const {
    return tfd::MixtureSameFamily({.mixture_distribution = tfd::Categorical({.probs = weights()}),
                                   .components_distribution = tfd::MultivariateNormalDiag(
                                       {.loc = locs, .scale_diag = exp(-0.5 * log_precisions)})});
  }
  /// Of the priors, with the Jacobians of the maps from the reals.
  Array log_prior() const {
    const Array concentration = exp(log_concentration), precisions = exp(log_precisions);
    const Array shares = concentration / static_cast<double>(kNumClusters) * ones({kNumClusters});
    return tfd::InverseGamma(1., 1.).log_prob(concentration) + log_concentration +
           tfd::Dirichlet({.concentration = shares}).log_prob(weights()) +
           tfb::SoftmaxCentered().forward_log_det_jacobian(logits, 1) +
           sum(tfd::Normal(0., 3.).log_prob(locs)) +
           sum(tfd::InverseGamma(1., 1.).log_prob(precisions) + log_precisions);
  }
};

/// Clusters with more than a hundredth of the weight, the largest first.
std::vector<std::int64_t> occupied(const std::vector<double>& weights) {
  std::vector<std::int64_t> clusters;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    if (weights[k] > 0.01) clusters.push_back(static_cast<std::int64_t>(k));
  }
  std::sort(clusters.begin(), clusters.end(), [&](std::int64_t a, std::int64_t b) {
    return weights[static_cast<std::size_t>(a)] > weights[static_cast<std::size_t>(b)];
  });
  return clusters;
}

void check_clusters(example::Results& results, const Arrays& draws) {
  const Array weights = mean(tfb::SoftmaxCentered().forward(draws[0]), {.axes = {0}});
  const Array locs = mean(draws[1], {.axes = {0}});
  const std::vector<std::int64_t> clusters = occupied(weights.values());
  std::printf("%-10s %8s %18s\n", "cluster", "weight", "location");
  for (std::int64_t k : clusters) {
    std::printf("%-10d %8.3f %9.3f %8.3f\n", static_cast<int>(k), weights[k].item(),
                locs[k][0].item(), locs[k][1].item());
  }
  results.add("weights", weights);
  results.expect(clusters.size() == 3, "three clusters are found");
  if (clusters.size() != 3) return;
  const Array exact_weights = array({0.5, 0.3, 0.2});
  const Array exact_locs = array({{0., 4.}, {4., -2.}, {-4., -2.}});
  for (std::int64_t i = 0; i < 3; ++i) {
    const std::int64_t k = clusters[static_cast<std::size_t>(i)];
    // Five standard errors of 4,000 rows and 800 of the smallest cluster.
    results.expect_near("weight", weights[k].item(), exact_weights[i].item(), 0.04);
    results.expect_near("distance of a location", sqrt(sum(square(locs[k] - exact_locs[i]))).item(),
                        0, 0.2);
  }
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const Array rows = truth().sample({kNumRows}, Key(1));
  const Array starts = tfd::Normal(0., 3.).sample({kNumClusters, 2}, Key(2));
  const Parameters parameters{
      Variable(0., "log_concentration"), Variable(zeros({kNumClusters - 1}), "logits"),
      Variable(starts, "locs"), Variable(zeros({kNumClusters, 2}), "log_precisions")};
  const auto loss = [&](const Array& batch) {
    const double data_size = static_cast<double>(kNumRows);
    return -mean(parameters.mixture().log_prob(batch)) - parameters.log_prior() / data_size;
  };
  const optimize::StochasticGradientLangevinDynamics langevin(
      {.learning_rate = optimize::CosineDecay(
           {.initial_learning_rate = 2e-4, .decay_steps = double(kNumSteps), .alpha = 0.05}),
       .preconditioner_decay_rate = 0.99,
       .data_size = static_cast<double>(kNumRows),
       .key = Key(3)});
  const auto training = optimize::minimize(
      loss, {.num_steps = kNumSteps,
             .optimizer = langevin,
             .trace_fn = [&](const optimize::MinimizeTraceableQuantities&) -> Arrays {
               return {parameters.logits, parameters.locs};
             },
             .data = {rows},
             .batch_size = kBatchSize,
             .key = Key(4)});
  Arrays kept;
  for (const Array& trace : training.traces)
    kept.push_back(slice_axis(trace, 0, kNumSteps - kNumKept, kNumSteps));
  check_clusters(results, kept);

  // Rows that were not seen, under the last draw and under what made them.
  const Array others = truth().sample({kNumRows}, Key(5));
  const double found = mean(parameters.mixture().log_prob(others)).item();
  const double exact = mean(truth().log_prob(others)).item();
  std::printf("mean log density of new rows: %.4f, by the truth %.4f\n", found, exact);
  results.add("log density", found);
  results.expect_near("log density of new rows", found, exact, 0.03);
  return results.finish();
}
