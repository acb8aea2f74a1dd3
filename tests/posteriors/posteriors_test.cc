// SPDX-License-Identifier: Apache-2.0
// Tests log densities and samplers on posteriors with known answers.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/posteriors/models.h"
#include "tests/support/statistics.h"

namespace aleator::posteriors {
namespace {

using Json = nlohmann::json;

Array part_at(const Json& value) {
  if (!value.is_array()) return value.get<double>();
  return array(value.get<std::vector<double>>());
}

class Posteriors : public testing::TestWithParam<std::string> {};

std::string name_of(const testing::TestParamInfo<std::string>& info) { return info.param; }
INSTANTIATE_TEST_SUITE_P(, Posteriors, testing::ValuesIn(model_names()), name_of);

/// |x - y| <= tolerance (1 + scale).
void expect_near(double x, double y, double tolerance, double scale, const std::string& what) {
  EXPECT_NEAR(x, y, tolerance * (1 + scale)) << what;
}

TEST_P(Posteriors, HaveTheRightLogDensityAndGradient) {
  const Model m = model(GetParam());
  const Json reference = reference_of(GetParam());
  mcmc::Layout layout{m.parameters, {}, float64};
  for (const std::string& p : m.parameters)
    layout.shapes.push_back(part_at(reference["points"][0]["at"][p]).shape());
  const mcmc::Target target(m.log_prob, layout);
  for (const Json& point : reference["points"]) {
    Arrays at, gradients;
    for (const std::string& p : m.parameters) {
      at.push_back(part_at(point["at"][p]));
      gradients.push_back(part_at(point["gradient"][p]));
    }
    const auto [value, gradient] = target.value_and_gradient(layout.ravel(at));
    const double expected = point["log_density"];
    expect_near(value.item(), expected, m.tolerance, std::abs(expected), "log density");
    const std::vector<double> found = gradient.values(), right = layout.ravel(gradients).values();
    double scale = 0;
    for (const double g : right) scale = std::max(scale, std::abs(g));
    for (std::size_t i = 0; i < found.size(); ++i)
      expect_near(found[i], right[i], 10 * m.tolerance, scale, "gradient");
  }
}

/// Draws of the reported parameters, by the names of the reference: beta[1], counted from 1.
std::vector<std::pair<std::string, stats::OwnedChains>> reported_chains(
    const Model& m, const stats::Posterior& posterior) {
  Arrays parts;
  for (const stats::NamedDraws& quantity : posterior.quantities()) parts.push_back(quantity.draws);
  const Arrays reported = m.sampled.reported(parts);
  std::vector<std::pair<std::string, stats::OwnedChains>> all;
  for (std::size_t i = 0; i < reported.size(); ++i) {
    const bool is_scalar = reported[i].rank() == 2;
    std::int64_t number = 1;
    for (auto& [name, chains] : stats::scalar_chains({m.parameters[i], reported[i]}))
      all.emplace_back(
          is_scalar ? m.parameters[i] : m.parameters[i] + "[" + std::to_string(number++) + "]",
          std::move(chains));
  }
  return all;
}

/// The z-test of a mean, and the ratio of standard deviations within what both sets of draws allow.
void check_moments(const std::string& name, const stats::OwnedChains& chains, const Json& truth,
                   double num_reference_draws, double limit) {
  const double mcse = stats::mcse_mean(chains), reference_mcse = truth["mcse_mean"];
  const double mean = stats::mean(chains.values), sd = truth["sd"];
  const double z = (mean - truth["mean"].get<double>()) /
                   std::sqrt(mcse * mcse + reference_mcse * reference_mcse);
  EXPECT_LT(std::abs(z), limit) << name << ": mean " << mean << " against " << truth["mean"];
  double squares = 0;
  for (const double x : chains.values) squares += (x - mean) * (x - mean);
  const double found = std::sqrt(squares / static_cast<double>(chains.values.size() - 1));
  const double size = found * found / (mcse * mcse);
  EXPECT_LT(std::abs(found / sd - 1),
            5 * std::sqrt(1 / (2 * size) + 1 / (2 * num_reference_draws)) + 0.05)
      << name << ": sd " << found << " against " << sd;
}

/// Means differ by more than `limit` standard errors with probability 1e-6 per posterior.
TEST_P(Posteriors, AreSampled) {
  const Model m = model(GetParam());
  const Json reference = reference_of(GetParam());
  const stats::Posterior posterior = mcmc::sample(
      m.sampled.target, {.current_state = m.sampled.start, .seed = 20, .show_progress = false});
  const auto chains = reported_chains(m, posterior);
  const double limit = -ndtri(0.5e-6 / static_cast<double>(reference["reference"].size())).item();
  for (const auto& [name, values] : chains) {
    if (!reference["reference"].contains(name)) continue;
    EXPECT_LT(stats::rhat(values), 1.01) << name;
    EXPECT_GT(stats::ess_bulk(values), 400) << name;
    EXPECT_GT(stats::ess_tail(values), 400) << name;
    check_moments(name, values, reference["reference"][name], reference["n_draws"], limit);
  }
}

/// The narrow neck of the centred form cannot be entered with the step size of the rest.
TEST(PosteriorsThatMustWarn, EightSchoolsInTheCentredForm) {
  const Model m = model("eight_schools_noncentered");
  const LogDensity centred(m.log_prob, m.parameters, {},
                           {bijectors::Identity(), bijectors::Identity(), bijectors::Exp()});
  const stats::Posterior p = mcmc::sample(
      centred,
      {.current_state = {zeros({8}), 0., 1.}, .num_chains = 4, .seed = 3, .show_progress = false});
  EXPECT_GT(sum(p.sample_stat("diverging")).item(), 0);
  EXPECT_FALSE(p.diagnosis().all_passed());
  EXPECT_NE(p.diagnosis().to_string().find("diverged"), std::string::npos);
}

/// Without the ordering of the means chains settle in two labellings.
TEST(PosteriorsThatMustWarn, MixtureWithoutOrdering) {
  const Model m = model("low_dim_gauss_mix");
  const LogDensity free(m.log_prob, m.parameters, {},
                        {bijectors::Identity(), bijectors::Exp(), bijectors::Sigmoid()});
  const stats::Posterior p = mcmc::sample(
      free, {.current_state = {zeros({2}), ones({2}), 0.5}, .seed = 3, .show_progress = false});
  EXPECT_GT(p.summary().quantities[0].rhat, 1.5);
  EXPECT_NE(p.diagnosis().to_string().find("R-hat is above 1.01"), std::string::npos);
}

}  // namespace
}  // namespace aleator::posteriors
