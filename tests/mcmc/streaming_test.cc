// SPDX-License-Identifier: Apache-2.0
// Tests what a run does with its draws while they come: files that survive the program, thinning,
// trace functions, reducers.
#include "aleator/aleator.h"

#include <cmath>
#include <csignal>
#include <cstdio>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/mcmc/wait_for_draws.h"
#include "tests/support/message.h"

namespace aleator::mcmc {
namespace {

namespace tfd = distributions;
namespace tfb = bijectors;

Array log_prob(const Array& scale, const Array& x) {
  return tfd::Exponential({.rate = 0.5}).log_prob(scale) +
         sum(tfd::Normal(array({0., 1., 2.}), scale).log_prob(x));
}

SampleOptions options() {
  return {.current_state = {1., zeros({3})},
          .bijector = {tfb::Exp(), tfb::Identity()},
          .names = {"scale", "x"},
          .num_warmup = 100,
          .num_draws = 300,
          .seed = 11,
          .show_progress = false};
}

/// A path in the directory for tests at which there is no file.
std::string new_path(const char* name) {
  const std::string path = testing::TempDir() + name;
  std::remove(path.c_str());
  return path;
}

TEST(DrawsPath, HoldsWhatTheResultHolds) {
  SampleOptions o = options();
  const stats::Posterior without = sample(log_prob, o);
  o.draws_path = new_path("run.draws");
  for (const int num_threads : {1, 3}) {
    o.num_threads = num_threads;
    std::remove(o.draws_path.c_str());
    const stats::Posterior p = sample(log_prob, o), file = read_posterior(o.draws_path);
    for (const char* name : {"scale", "x"}) {
      EXPECT_EQ(p[name].values(), without[name].values());
      EXPECT_EQ(file[name].values(), without[name].values());
    }
    EXPECT_EQ(file.sample_stat("n_steps").values(), without.sample_stat("n_steps").values());
    EXPECT_EQ(file.seed(), 11U);
    EXPECT_EQ(file.diagnosis().to_string(), without.diagnosis().to_string());
  }
  EXPECT_NE(message_of([&] { sample(log_prob, o); }).find("exists"), std::string::npos);
  std::remove(o.draws_path.c_str());
}

TEST(DrawsPath, OfARunLargerThanMemoryKeepsAFewForTheTable) {
  SampleOptions o = options();
  o.num_draws = 2500;
  const stats::Posterior all = sample(log_prob, o);
  o.draws_path = new_path("large.draws");
  o.keeps_draws_in_memory = false;
  const stats::Posterior few = sample(log_prob, o);
  EXPECT_EQ(few["x"].shape(), (Shape{8, 1250, 3}));
  EXPECT_EQ(few["x"].values(),
            take(all["x"], arange(1250, int64) * Array(2) + Array(1), 1).values());
  EXPECT_EQ(read_posterior(o.draws_path)["x"].values(), all["x"].values());
  std::remove(o.draws_path.c_str());
  o.draws_path.clear();
  EXPECT_EQ(message_of([&] { sample(log_prob, o); }),
            "sample: keeps_draws_in_memory = false needs a draws_path, where draws are kept "
            "instead");
}

/// A child process that is killed has written a beginning of the run, bit for bit.
TEST(DrawsPath, SurvivesThatTheProgramIsKilled) {
  SampleOptions o = options();
  o.num_draws = 400'000;  // takes many minutes
  o.draws_path = new_path("killed.draws");
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    sample(log_prob, o);
    _exit(0);
  }
  wait_for_draws(o.draws_path);
  ASSERT_EQ(kill(child, SIGKILL), 0);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  const stats::Posterior found = read_posterior(o.draws_path);
  ASSERT_GE(found.num_draws(), 10);
  std::remove(o.draws_path.c_str());
  o.draws_path.clear();
  o.num_draws = std::min<std::int64_t>(found.num_draws(), 200);
  EXPECT_EQ(sample(log_prob, o)["x"].values(), slice_axis(found["x"], 1, 0, o.num_draws).values());
}

TEST(Thinning, OfSampleKeepsTheStridedDraws) {
  SampleOptions o = options();
  const Array all = sample(log_prob, o)["x"];
  o.num_draws = 100;
  o.num_steps_between_results = 2;
  const Array thinned = sample(log_prob, o)["x"];
  EXPECT_EQ(thinned.shape(), (Shape{8, 100, 3}));
  EXPECT_EQ(thinned.values(), take(all, arange(100, int64) * Array(3) + Array(2), 1).values());
}

SampleChainOptions chain_options() {
  return {.num_results = 400,
          .num_burnin_steps = 50,
          .num_chains = 4,
          .current_state = {1., zeros({2})},
          .names = {"a", "x"},
          .kernel = NoUTurnSampler({.target_log_prob_fn =
                                        [](Array a, Array x) {
                                          return tfd::Normal(2., 0.5).log_prob(a) +
                                                 sum(tfd::Normal(a, 1.).log_prob(x));
                                        },
                                    .step_size = 0.4}),
          .show_progress = false,
          .key = Key(7)};
}

TEST(TraceFn, SeesEveryDrawAndWhatTheKernelSays) {
  SampleChainOptions o = chain_options();
  o.trace_fn = [](const Arrays& state, const KernelResults& results) {
    return Arrays{state[0] + sum(state[1]), results.target_log_prob, results.leapfrogs_taken,
                  outer(state[1], state[1])};
  };
  const stats::Posterior p = sample_chain(o);
  ASSERT_EQ(p.trace().size(), 4U);
  EXPECT_EQ(p.trace()[0].values(), (p["a"] + sum(p["x"], {.axes = {2}})).values());
  EXPECT_EQ(p.trace()[1].values(), p.sample_stat("lp").values());
  EXPECT_EQ(p.trace()[2].values(), p.sample_stat("n_steps").values());
  EXPECT_EQ(p.trace()[3].shape(), (Shape{4, 400, 2, 2}));
}

void expect_near(const Array& found, const Array& expected) {
  ASSERT_EQ(found.shape(), expected.shape());
  const std::vector<double> a = found.values(), b = expected.values();
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-11 * (1 + std::abs(b[i])));
}

TEST(SampleFold, ReducesTheDrawsThatSampleChainKeeps) {
  const SampleChainOptions o = chain_options();
  const stats::Posterior p = sample_chain(o);
  const auto square_of_x = [](const Arrays& state) { return square(state[1]); };
  const Arrays found =
      sample_fold({.num_steps = o.num_results,
                   .num_burnin_steps = o.num_burnin_steps,
                   .num_chains = o.num_chains,
                   .current_state = o.current_state,
                   .names = o.names,
                   .reducers = {ExpectationsReducer{}, ExpectationsReducer{square_of_x},
                                VarianceReducer{.ddof = 1}, CovarianceReducer{},
                                PotentialScaleReductionReducer{}},
                   .kernel = o.kernel,
                   .num_threads = 2,
                   .show_progress = false,
                   .key = o.key});
  ASSERT_EQ(found.size(), 5U);
  const Array all = concatenate({expand_dims(p["a"], 2), p["x"]}, 2);
  const Array flat = reshape(all, {1600, 3});
  const Array centered = flat - mean(flat, {.axes = {0}});
  expect_near(found[0], mean(flat, {.axes = {0}}));
  expect_near(found[1], mean(square(p["x"]), {.axes = {0, 1}}));
  expect_near(found[2], sum(square(centered), {.axes = {0}}) / 1599.);
  expect_near(found[3], matmul(transpose(centered), centered) / 1600.);
  using Running = stats::RunningPotentialScaleReduction;
  expect_near(found[4], Running::from_shape({4, 3}).update(all, 1).potential_scale_reduction());
}

}  // namespace
}  // namespace aleator::mcmc
