// SPDX-License-Identifier: Apache-2.0
// Tests the checks: when they fail and what they say.
#include "aleator/stats/diagnosis.h"

#include "aleator/base/error.h"

#include <limits>
#include <sstream>

#include <gtest/gtest.h>

namespace aleator::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

QuantitySummary good(const std::string& name) {
  return {name, 1, 0.5, 0.008, 0, 1, 2, 3000, 2500, 1.002, 0.01, 0.01, 0.01, 0.01};
}

SamplerFacts good_facts() {
  SamplerFacts facts{.num_chains = 2, .num_draws = 1000, .num_divergences = 0};
  facts.num_tree_depth_limits = 0;
  facts.mean_acceptance = {0.82, 0.8};
  facts.has_moved = {true, true};
  facts.energy.resize(2000);
  for (std::size_t i = 0; i < 2000; ++i) facts.energy[i] = static_cast<double>(i * 7919 % 101);
  return facts;
}

Check find(const Diagnosis& diagnosis, const std::string& id) {
  for (const Check& check : diagnosis.checks) {
    if (check.id == id) return check;
  }
  ADD_FAILURE() << "no check " << id;
  return {};
}

TEST(Diagnosis, OfAGoodRunIsOneLine) {
  std::ostringstream out;
  const Diagnosis diagnosis = diagnose({{good("mu"), good("tau")}}, good_facts());
  out << diagnosis;
  EXPECT_TRUE(diagnosis.all_passed());
  EXPECT_EQ(out.str(),
            "all checks passed: divergences 0; R-hat at most 1.01 (largest 1.00 for 'mu'); ESS at "
            "least 200 (smallest bulk 3000, tail 2500 for 'mu'); acceptance 0.82 0.80; E-BFMI 2.89 "
            "2.89; Monte Carlo error at most 10 % of sd (largest 1.6 % for 'mu'); tree depth limit "
            "0/2000\n");
}

TEST(Diagnosis, OfABadRunNamesCauseAndNextStep) {
  QuantitySummary tau = good("tau");
  tau.rhat = 1.0123;
  tau.ess_bulk = 57.8;
  tau.ess_tail = 91;
  SamplerFacts facts = good_facts();
  facts.num_divergences = 12;
  const Diagnosis diagnosis = diagnose({{good("mu"), tau}}, facts);
  EXPECT_FALSE(diagnosis.all_passed());
  EXPECT_EQ(
      diagnosis.to_string(),
      "3 of 7 checks failed\n"
      "  ALEATOR-D01 divergences: 12 transitions diverged (0.6 % of all): the step size is too "
      "large for some part of the posterior, and the estimates may miss that part.\n"
      "    next: raise target_accept_prob (0.95, then 0.99); if they stay, reparameterize: "
      "non-centred group effects (of a model: make_target with reparameterize = Auto), tighter "
      "priors on scales.\n"
      "  ALEATOR-D02 rhat: R-hat is above 1.01 for 'tau' (1.012): the chains disagree, so they "
      "have not explored the same distribution yet.\n"
      "    next: lengthen num_warmup and num_draws; if it stays, look for several modes or "
      "parameters that the data cannot tell apart.\n"
      "  ALEATOR-D03 ess: the effective sample size is below 200 (100 per chain) for 'tau' (bulk "
      "57, tail 91): successive draws are too alike, and quantiles and R-hat are not reliable.\n"
      "    next: draw more, about num_draws = 4200, or reparameterize so that the parameters are "
      "less correlated.\n"
      "  passed: acceptance 0.82 0.80; E-BFMI 2.89 2.89; Monte Carlo error at most 10 % of sd "
      "(largest 1.6 % for 'mu'); tree depth limit 0/2000\n");
}

TEST(Diagnosis, AsksSuperchainsForNestedRhatAndSizes) {
  QuantitySummary tau = good("tau");
  tau.rhat = 1.0123;
  tau.ess_bulk = 150;
  SamplerFacts facts = good_facts();
  facts.num_chains = 4;
  facts.num_draws = 500;
  facts.mean_acceptance = {};
  facts.has_moved = {};
  facts.superchain_ids = {0, 0, 1, 1};
  const Diagnosis diagnosis = diagnose({{tau}}, facts);
  EXPECT_EQ(find(diagnosis, "ALEATOR-D02 rhat").sentence.substr(0, 46),
            "nested R-hat is above 1.01 for 'tau' (1.012): ");
  EXPECT_EQ(find(diagnosis, "ALEATOR-D03 ess").sentence.substr(0, 70),
            "the effective sample size is below 200 (100 per superchain) for 'tau' ");
  facts.superchain_ids = {0, 1};
  EXPECT_THROW(diagnose({}, facts), ShapeError);
}

TEST(Diagnosis, FindsStuckChains) {
  SamplerFacts facts = good_facts();
  facts.has_moved = {true, false};
  facts.mean_acceptance = {0.012, 0};
  EXPECT_EQ(find(diagnose({}, facts), "ALEATOR-D04 stuck").sentence,
            "chain 0 accepted only 1.2 % of its proposals and chain 1 never moved: the step size "
            "does not fit, or the log density is not finite around the start.");
}

TEST(Diagnosis, FindsSlowEnergies) {
  SamplerFacts facts = good_facts();
  for (std::size_t i = 1000; i < 2000; ++i) facts.energy[i] = static_cast<double>(i);
  EXPECT_EQ(find(diagnose({}, facts), "ALEATOR-D05 energy").sentence.substr(0, 41),
            "E-BFMI is 0.00 in chain 1, below 0.3: mom");
}

TEST(Diagnosis, FindsImpreciseMeansAndDeepTrees) {
  QuantitySummary x = good("x");
  x.mcse = 0.07;
  SamplerFacts facts = good_facts();
  facts.num_tree_depth_limits = 50;
  const Diagnosis diagnosis = diagnose({{x}}, facts);
  EXPECT_EQ(find(diagnosis, "ALEATOR-D06 precision").sentence,
            "the Monte Carlo error of the mean exceeds 10 % of the sd for 'x' (14.0 %): too few "
            "effective draws to locate the mean.");
  EXPECT_EQ(find(diagnosis, "ALEATOR-D07 tree depth").sentence,
            "50/2000 transitions stopped at the tree depth limit: trajectories are cut short, "
            "which wastes gradients but does not bias.");
}

TEST(Diagnosis, SkipsConstantsUnlessNothingVaries) {
  QuantitySummary fixed{"fixed", 1, 0, kNaN, 1, 1, 1, kNaN, kNaN, kNaN};
  EXPECT_TRUE(diagnose({{good("mu"), fixed}}, good_facts()).all_passed());
  EXPECT_FALSE(find(diagnose({{fixed}}, good_facts()), "ALEATOR-D02 rhat").passed);
}

TEST(Diagnosis, AcceptsAMissingTailButNoMissingDraws) {
  QuantitySummary binary = good("binary");
  binary.ess_tail = kNaN;
  EXPECT_TRUE(diagnose({{binary}}, good_facts()).all_passed());
  QuantitySummary missing{"missing", kNaN, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN};
  EXPECT_EQ(diagnose({{missing}}, good_facts()).num_failed(), 3u);
}

TEST(Diagnosis, NeedsFactsThatFit) {
  SamplerFacts facts = good_facts();
  facts.mean_acceptance = {0.8};
  try {
    diagnose({}, facts);
    FAIL();
  } catch (const ShapeError& error) {
    EXPECT_STREQ(error.what(), "diagnose: 'mean_acceptance' must have 2 entries or none, got 1");
  }
  EXPECT_FALSE(diagnose({}, {}).all_passed());
}

}  // namespace
}  // namespace aleator::stats
