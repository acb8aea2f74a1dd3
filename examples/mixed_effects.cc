// SPDX-License-Identifier: Apache-2.0
// A generalized linear mixed model: counts of seizures of 60 patients at 4 visits, with an effect
// of the treatment and an intercept for each patient. By variational inference in seconds; checked
// against the No-U-Turn sampler and against what the counts were made with.
#include <aleator/aleator.h>

#include <cmath>
#include <cstdio>
#include <iostream>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;

namespace {

constexpr std::int64_t kNumPatients = 60, kNumVisits = 4;
constexpr double kIntercept = 1.6, kTreatment = -0.4, kTrend = -0.1, kPatientSd = 0.6;

/// Half of the patients, and the visits around their middle.
const Array is_treated = astype(arange(kNumPatients) < kNumPatients / 2, float64);
const Array visit = arange(kNumVisits) - 1.5;

ppl::JointDistribution seizures() {
  return ppl::JointDistribution([](ppl::Scope& s) {
    Array intercept = s.sample("intercept", tfd::Normal(0., 5.));
    Array treatment = s.sample("treatment", tfd::Normal(0., 2.));
    Array trend = s.sample("trend", tfd::Normal(0., 2.));
    Array patient_sd = s.sample("patient_sd", tfd::HalfNormal({.scale = 1.}));
    Array patient =
        s.sample("patient", tfd::Normal(0., patient_sd), {.plate = {"patient", kNumPatients}});
    Array log_rate = expand_dims(intercept + treatment * is_treated + patient, 1) + trend * visit;
    s.sample("count", tfd::Poisson({.log_rate = log_rate}),
             {.plate = {{"patient", kNumPatients}, {"visit", kNumVisits}}});
  });
}

/// Counts of patients whose effects are drawn.
Array made_counts() {
  const ppl::Values truth{{"intercept", kIntercept},
                          {"treatment", kTreatment},
                          {"trend", kTrend},
                          {"patient_sd", kPatientSd}};
  return seizures().intervene(truth).sample(Key(1))["count"];
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const auto observed = seizures().condition({{"count", made_counts()}});
  const LogDensity target = ppl::make_target(observed, {.reparameterize = ppl::Auto});

  auto q = vi::build_affine_surrogate_posterior(target, {.key = Key(2)});
  const optimize::Adam adam({.learning_rate = optimize::CosineDecay(
                                 {.initial_learning_rate = 0.02, .decay_steps = 6000})});
  const auto fit = vi::fit_surrogate_posterior(
      target, q, {.num_steps = 6000, .optimizer = adam, .sample_size = 8, .key = Key(3)});
  std::cout << fit << "\n";
  const stats::Posterior draws = vi::draw_posterior(target, q, {.num_draws = 4000, .seed = 4});
  const stats::Posterior nuts = mcmc::sample(target, {.seed = 5, .show_progress = false});
  std::cout << nuts.diagnosis() << "\n";

  std::printf("%-12s %8s %16s %16s\n", "", "made with", "surrogate", "NUTS");
  const std::pair<const char*, double> made_with[] = {{"intercept", kIntercept},
                                                      {"treatment", kTreatment},
                                                      {"trend", kTrend},
                                                      {"patient_sd", kPatientSd}};
  for (const auto& [name, truth] : made_with) {
    const double found = mean(draws[name]).item(), found_sd = stddev(draws[name]).item();
    const double exact = mean(nuts[name]).item(), exact_sd = stddev(nuts[name]).item();
    std::printf("%-12s %9.2f   %6.3f +- %.3f   %6.3f +- %.3f\n", name, truth, found, found_sd,
                exact, exact_sd);
    results.add(name, found);
    results.expect_near(text("mean of ", name), found, exact, 0.3 * exact_sd);
    // A normal surrogate is too sure of what is skewed.
    const double tolerance = name == std::string("patient_sd") ? 0.45 : 0.15;
    results.expect_near(text("sd of ", name), found_sd, exact_sd, tolerance * exact_sd);
    // Of one data set: four posterior standard deviations.
    results.expect_near(text("what the counts were made with: ", name), exact, truth, 4 * exact_sd);
  }
  return results.finish();
}
