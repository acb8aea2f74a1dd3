// SPDX-License-Identifier: Apache-2.0
// Tests runs in pieces: wherever they are cut, saved and continued, the draws are those of one
// piece, bit for bit.
#include "aleator/mcmc/sampling.h"

#include "aleator/aleator.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

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

SampleOptions options(int num_threads = 1) {
  return {.current_state = {1., zeros({3})},
          .bijector = {tfb::Exp(), tfb::Identity()},
          .names = {"scale", "x"},
          .num_warmup = 100,
          .num_draws = 60,
          .num_threads = num_threads,
          .seed = 11,
          .show_progress = false};
}

std::string path_of(const char* name) { return testing::TempDir() + name; }

/// The draws of a run that is saved, and continued from the file by other threads, at each cut.
std::vector<double> draws_of(const std::vector<std::int64_t>& cuts) {
  Sampling sampling(log_prob, options());
  const std::string path = path_of("pieces.ckpt");
  for (const std::int64_t cut : cuts) {
    sampling.run(cut - sampling.num_done());
    EXPECT_EQ(sampling.num_done(), cut);
    sampling.save(path);
    sampling = Sampling::load(path, log_prob, options(3));
    EXPECT_EQ(sampling.num_done(), cut);
  }
  sampling.finish();
  std::remove(path.c_str());
  return sampling.posterior()["x"].values();
}

TEST(Sampling, IsTheSameWhereverItIsCut) {
  const std::vector<double> draws = sample(log_prob, options())["x"].values();
  EXPECT_EQ(draws_of({}), draws);
  // Windows of the warm-up end at 20, 50 and 85.
  for (const std::int64_t cut : {1, 7, 19, 20, 21, 49, 50, 84, 90, 99, 100, 101, 130, 159, 160})
    EXPECT_EQ(draws_of({cut}), draws) << cut;
  EXPECT_EQ(draws_of({5, 20, 33, 100, 140}), draws);
}

/// Chains of which more wait than go on: in one thread, in several with few chains each, and in
/// pieces.
TEST(Sampling, OfMoreChainsThanLanesIsTheSame) {
  SampleOptions o = options();
  o.num_chains = 45;
  const std::vector<double> draws = sample(log_prob, o)["x"].values();
  for (const int num_threads : {2, 4}) {
    o.num_threads = num_threads;
    EXPECT_EQ(sample(log_prob, o)["x"].values(), draws) << num_threads;
  }
  o.num_threads = 1;
  Sampling sampling(log_prob, o);
  for (const int n : {3, 30, 70, 20}) sampling.run(n);
  EXPECT_EQ(slice_axis(sampling.posterior()["x"], 1, 22, 23).values(),
            slice_axis(array(draws, Shape{45, 60, 3}), 1, 22, 23).values());
  // Each chain is as it would be among others.
  o.num_warmup = 0;
  const Array all = sample(log_prob, o)["x"];
  o.num_chains = 8;
  EXPECT_EQ(slice_axis(all, 0, 0, 8).values(), sample(log_prob, o)["x"].values());
}

TEST(Sampling, GivesTheDrawsSoFar) {
  Sampling sampling(log_prob, options());
  sampling.run(110);
  const stats::Posterior few = sampling.posterior();
  EXPECT_EQ(few["x"].shape(), (Shape{8, 10, 3}));
  EXPECT_EQ(few.seed(), 11U);
  sampling.run(1000);
  EXPECT_EQ(sampling.num_done(), 160);
  const stats::Posterior all = sampling.posterior();
  EXPECT_EQ(slice_axis(all["x"], 1, 0, 10).values(), few["x"].values());
}

TEST(Sample, EndsEarlyWhenDrawsAreEnough) {
  const auto normal = [](Array x) { return sum(tfd::Normal(0., 1.).log_prob(x)); };
  SampleOptions o = options();
  o.current_state = {zeros({3})};
  o.bijector = {};
  o.names = {"x"};
  o.num_draws = 2000;
  const stats::Posterior all = sample(normal, o);
  o.min_ess = 500;
  const stats::Posterior few = sample(normal, o);
  const std::int64_t num_draws = few["x"].dim(1);
  EXPECT_LT(num_draws, 2000);
  EXPECT_EQ(num_draws % 200, 0);
  for (const auto& q : few.summary().quantities) EXPECT_GE(std::min(q.ess_bulk, q.ess_tail), 500);
  EXPECT_EQ(slice_axis(all["x"], 1, 0, num_draws).values(), few["x"].values());
}

TEST(Sample, KeepsWhatIsFinishedWhenInterrupted) {
  SampleOptions o = options(2);
  o.num_warmup = 0;
  o.num_draws = 400'000;  // takes many minutes
  o.draws_path = path_of("interrupted.draws");
  std::remove(o.draws_path.c_str());
  std::thread interrupter([&] {
    wait_for_draws(o.draws_path);
    std::raise(SIGINT);
  });
  const stats::Posterior p = sample(log_prob, o);
  interrupter.join();
  // The file has what the result has.
  EXPECT_EQ(read_posterior(o.draws_path)["x"].values(), p["x"].values());
  std::remove(o.draws_path.c_str());
  o.draws_path.clear();
  const std::int64_t num_draws = p["x"].dim(1);
  EXPECT_GT(num_draws, 0);
  EXPECT_LT(num_draws, 400'000);
  // A later run is not interrupted, and has the same first draws.
  o.num_draws = std::min<std::int64_t>(num_draws, 20);
  EXPECT_EQ(sample(log_prob, o)["x"].values(), slice_axis(p["x"], 1, 0, o.num_draws).values());
}

TEST(Sample, TellsProgressOnStandardErrorOnly) {
  SampleOptions o = options(2);
  o.show_progress = true;
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  sample(log_prob, o);
  const std::string err = testing::internal::GetCapturedStderr();
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  EXPECT_NE(err.find("warm-up  100/100  100 %"), std::string::npos) << err;
  EXPECT_NE(err.find("sampling  60/60  100 %"), std::string::npos) << err;
  EXPECT_NE(err.find("  divergences "), std::string::npos) << err;
  EXPECT_NE(err.find("  leapfrogs "), std::string::npos) << err;
  o.show_progress = false;
  testing::internal::CaptureStderr();
  sample(log_prob, o);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(SamplingMessages, OfFilesAndTargets) {
  const std::string path = path_of("messages.ckpt");
  Sampling sampling(log_prob, options());
  EXPECT_EQ(
      message_of([&] { sampling.posterior(); }),
      "Sampling::posterior: there are no draws yet, after 0 transitions of which 100 are warm-up");
  EXPECT_EQ(message_of([&] { sampling.run(-1); }),
            "Sampling::run: num_transitions must not be negative, got -1");
  sampling.run(30);
  sampling.save(path);
  const auto other = [](Array scale, Array x) { return log_prob(scale, x) + sum(x); };
  const std::string message = message_of([&] { Sampling::load(path, other, options()); });
  EXPECT_NE(message.find("give the target and the data of that run"), std::string::npos) << message;
  io::save_checkpoint(path, {{{"a", Array(1.)}}, "{\"kind\": \"other\"}"});
  EXPECT_EQ(message_of([&] { Sampling::load(path, log_prob, options()); }),
            "Sampling::load: " + path + " is a checkpoint of something else");
  std::ofstream(path) << "no checkpoint";
  EXPECT_NE(message_of([&] { Sampling::load(path, log_prob, options()); }), "");
  std::remove(path.c_str());
}

}  // namespace
}  // namespace aleator::mcmc
