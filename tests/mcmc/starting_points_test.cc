// SPDX-License-Identifier: Apache-2.0
// Tests where chains start: points of their own, draws of paths, and what a chain says whose path
// has failed.
#include "aleator/aleator.h"
#include "aleator/base/text.h"

#include <cmath>
#include <cstdio>
#include <set>

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator::mcmc {
namespace {

namespace tfd = distributions;
namespace tfb = bijectors;

Array log_prob(const Array& scale, const Array& x) {
  return tfd::Exponential({.rate = 2.}).log_prob(scale) +
         sum(tfd::Normal(array({30., -20., 2.}), scale).log_prob(x));
}

SampleOptions options(bool uses_pathfinder) {
  return {.current_state = {1., zeros({3})},
          .bijector = {tfb::Exp(), tfb::Identity()},
          .names = {"scale", "x"},
          .num_warmup = 60,
          .num_draws = 20,
          .uses_pathfinder = uses_pathfinder,
          .seed = 5,
          .show_progress = false};
}

void expect_origins(const stats::Posterior& p, const std::string& origin) {
  ASSERT_EQ(p.starts().origins.size(), static_cast<std::size_t>(p.num_chains()));
  for (const std::string& found : p.starts().origins) EXPECT_EQ(found, origin);
}

TEST(StartingPoints, AreUniformAroundTheMiddleAndToldInUsersTerms) {
  const stats::Posterior p = sample(log_prob, options(false));
  expect_origins(p, "a uniform point");
  ASSERT_EQ(p.starts().points.size(), 2U);
  EXPECT_EQ(p.starts().points[0].name, "scale");
  const Array scale = p.starts().points[0].draws, x = p.starts().points[1].draws;
  EXPECT_EQ(scale.shape(), (Shape{8}));
  EXPECT_EQ(x.shape(), (Shape{8, 3}));
  EXPECT_LT(max(abs(log(scale))).item(), 2);
  EXPECT_LT(max(abs(x)).item(), 2);
  const std::vector<double> values = x.values();
  EXPECT_EQ(std::set<double>(values.begin(), values.end()).size(), 24U);
}

TEST(StartingPoints, OfASuperchainAreOne) {
  for (const bool uses_pathfinder : {false, true}) {
    SampleOptions o = options(uses_pathfinder);
    o.num_chains = 12;
    o.num_superchains = 3;
    const stats::Posterior p = sample(log_prob, o);
    expect_origins(p, uses_pathfinder ? "a draw of Pathfinder" : "a uniform point");
    const Array x = p.starts().points[1].draws, groups = reshape(x, {3, 4, 3});
    EXPECT_EQ(max(abs(groups - slice_axis(groups, 1, 0, 1))).item(), 0);
    const std::vector<double> values = x.values();
    EXPECT_EQ(std::set<double>(values.begin(), values.end()).size(), 9U);
    // The chains themselves go their own ways.
    const std::vector<double> draws = slice_axis(p["x"], 1, 19, 20).values();
    EXPECT_EQ(std::set<double>(draws.begin(), draws.end()).size(), draws.size());
  }
}

TEST(StartingPoints, OfSuperchainsMakeRhatNested) {
  SampleOptions o = options(false);
  o.num_chains = 12;
  o.num_superchains = 3;
  o.draws_path = testing::TempDir() + "superchains.draws";
  std::remove(o.draws_path.c_str());
  const stats::Posterior p = sample(log_prob, o);
  EXPECT_EQ(p.superchain_ids(), stats::superchain_ids(12, 3));
  const auto x0 = stats::scalar_chains(p.quantities()[1])[0].second;
  EXPECT_EQ(p.summary().quantities[1].rhat,
            stats::rhat_nested(stats::SortedDraws(x0), p.superchain_ids()));
  EXPECT_EQ(read_posterior(o.draws_path).superchain_ids(), p.superchain_ids());
}

TEST(StartingPoints, OfSuperchainsOutliveAFile) {
  SampleOptions o = options(false);
  o.num_superchains = 2;
  const std::string path = testing::TempDir() + "superchains.ckpt";
  Sampling sampling(log_prob, o);
  sampling.run(70);
  sampling.save(path);
  const Sampling loaded = Sampling::load(path, log_prob, options(false));
  EXPECT_EQ(loaded.posterior().superchain_ids(), stats::superchain_ids(8, 2));
}

TEST(StartingPoints, NeedWholeSuperchains) {
  for (const std::int64_t number : {-1, 1, 3, 8}) {
    SampleOptions o = options(false);
    o.num_superchains = number;
    EXPECT_EQ(message_of([&] { sample(log_prob, o); }),
              text("sample: num_superchains must be 0, or at least 2 and divide num_chains into "
                   "groups of several chains; got ",
                   number, " for 8 chains"));
  }
}

TEST(StartingPoints, OfPathsLieInTheMassAndDiffer) {
  const stats::Posterior p = sample(log_prob, options(true));
  expect_origins(p, "a draw of Pathfinder");
  const Array x = p.starts().points[1].draws;
  // Uniform points are twenty units away.
  EXPECT_LT(max(abs(x - array({30., -20., 2.}))).item(), 15);
  const std::vector<double> values = x.values();
  EXPECT_EQ(std::set<double>(values.begin(), values.end()).size(), 24U);
}

TEST(StartingPoints, DependOnTheSeedAndNotOnThreads) {
  for (const bool uses_pathfinder : {false, true}) {
    SampleOptions o = options(uses_pathfinder);
    const stats::Posterior p = sample(log_prob, o);
    o.num_threads = 3;
    const stats::Posterior same = sample(log_prob, o);
    EXPECT_EQ(same.starts().points[1].draws.values(), p.starts().points[1].draws.values());
    EXPECT_EQ(same["x"].values(), p["x"].values());
    o.seed = 6;
    EXPECT_NE(sample(log_prob, o).starts().points[1].draws.values(),
              p.starts().points[1].draws.values());
  }
}

TEST(StartingPoints, StayWhereAPathRunsAway) {
  // Grows without bound in y, whose mass no path can find.
  const auto improper = [](Array x, Array y) { return tfd::Normal(0., 1.).log_prob(x) + y; };
  SampleOptions o = options(true);
  o.current_state = {0., 0.};
  o.bijector = {};
  o.names = {"x", "y"};
  o.num_warmup = 0;
  o.num_draws = 4;
  const stats::Posterior p = sample(improper, o);
  expect_origins(
      p, "a uniform point: its path ran away, as where the log density grows without bound");
  EXPECT_LT(max(abs(p.starts().points[1].draws)).item(), 2);
}

TEST(StartingPoints, AreFiniteWhereADrawOfAPathIsNot) {
  // Flat and undefined outside of (-2, 2): some draws of an approximation of scale 1 fall out.
  const auto box = [](Array x) { return where(abs(x) < 2., 0. * x, std::nan("")); };
  SampleOptions o = options(true);
  o.current_state = {0.};
  o.bijector = {};
  o.names = {"x"};
  o.num_warmup = 0;
  o.num_draws = 4;
  const stats::Posterior p = sample(box, o);
  for (const std::string& origin : p.starts().origins) EXPECT_EQ(origin.substr(0, 2), "a ");
  EXPECT_LT(max(abs(p.starts().points[0].draws)).item(), 2);
}

TEST(StartingPoints, OfSampleChainAreTheCurrentState) {
  const auto normal = [](Array x) { return tfd::Normal(0., 1.).log_prob(x); };
  const stats::Posterior p =
      sample_chain({.num_results = 3,
                    .num_chains = 2,
                    .current_state = {0.25},
                    .kernel = HamiltonianMonteCarlo(
                        {.target_log_prob_fn = normal, .num_leapfrog_steps = 2, .step_size = 0.5}),
                    .show_progress = false,
                    .key = Key(1)});
  expect_origins(p, "current_state");
  EXPECT_EQ(p.starts().points[0].draws.values(), (std::vector<double>{0.25, 0.25}));
}

TEST(StartingPoints, AreKeptInCheckpoints) {
  const std::string path = testing::TempDir() + "starts.ckpt";
  Sampling sampling(log_prob, options(true));
  sampling.run(62);
  sampling.save(path);
  Sampling again = Sampling::load(path, log_prob, options(true));
  again.finish();
  const stats::Posterior p = again.posterior();
  expect_origins(p, "a draw of Pathfinder");
  sampling.finish();
  EXPECT_EQ(p.starts().points[1].draws.values(),
            sampling.posterior().starts().points[1].draws.values());
  std::remove(path.c_str());
}

}  // namespace
}  // namespace aleator::mcmc
