// SPDX-License-Identifier: Apache-2.0
// Tests the progress line on a terminal and in a log file.
#include "aleator/stats/progress.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include <gtest/gtest.h>

namespace aleator::stats {
namespace {

TEST(ProgressLine, WritesALinePerTenthToALogFile) {
  std::ostringstream out;
  double time = 0;
  ProgressOptions options;
  options.now = [&] { return time; };
  ProgressLine progress(out, options);
  for (int i = 0; i <= 400; ++i, time += 0.05) progress.update({"sampling", i, 400, 0.8});
  const std::string text = out.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 10);
  EXPECT_EQ(text.substr(0, text.find('\n')),
            "sampling  40/400  10 %  2.0 s  about 18 s left  acceptance 0.80");
  EXPECT_NE(text.find("sampling  400/400  100 %  20 s  acceptance 0.80\n"), std::string::npos);
}

TEST(ProgressLine, RewritesALiveLineNoMoreOftenThanTheInterval) {
  std::ostringstream out;
  double time = 0;
  ProgressOptions options;
  options.is_live = true;
  options.now = [&] { return time; };
  {
    ProgressLine progress(out, options);
    for (int i = 1; i <= 1000; ++i, time += 0.001) progress.update({"warm-up", i, 1000, {}});
  }
  const std::string text = out.str();
  const auto num_writes = std::count(text.begin(), text.end(), '\r');
  EXPECT_GE(num_writes, 10);
  EXPECT_LE(num_writes, 12);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.back(), '\n');
}

TEST(ProgressLine, ErasesWhatAShorterLineLeaves) {
  std::ostringstream out;
  ProgressOptions options;
  options.is_live = true;
  options.min_interval = 0;
  options.now = [] { return 0.0; };
  ProgressLine progress(out, options);
  progress.update({"a", 1, 2, 0.5});
  progress.update({"a", 2, 2, {}});
  EXPECT_EQ(out.str(),
            "\ra  1/2  50 %  0.0 s  about 0.0 s left  acceptance 0.50"
            "\ra  2/2  100 %  0.0 s                                  ");
}

ProgressState two_chains(std::int64_t first, std::int64_t second) {
  return {.phase = "sampling",
          .done = (first + second) / 2,
          .total = 100,
          .acceptance = 0.8,
          .chains = {
              {.done = first, .num_divergences = 1, .num_leapfrogs = 7 * first, .step_size = 0.5},
              {.done = second, .num_leapfrogs = 3 * second, .step_size = 0.25}}};
}

TEST(ProgressLine, RewritesALinePerChain) {
  std::ostringstream out;
  double time = 0;
  ProgressOptions options;
  options.is_live = true;
  options.min_interval = 0;
  options.now = [&] { return time; };
  ProgressLine progress(out, options);
  progress.update(two_chains(0, 0));
  out.str("");
  time = 2;
  progress.update(two_chains(20, 40));
  EXPECT_EQ(out.str(),
            "\x1b[2A\r\x1b[Ksampling  30/100  30 %  2.0 s  about 4.7 s left  acceptance 0.80"
            "\n\x1b[K  chain 0  20/100  divergences 1  step size 0.5  leapfrogs 7.0  8.0 s left"
            "\n\x1b[K  chain 1  40/100  divergences 0  step size 0.25  leapfrogs 3.0  3.0 s left");
  out.str("");
  progress.finish();
  EXPECT_EQ(out.str(), "\n");
}

TEST(ProgressLine, LinesOfChainsFitTheTerminal) {
  std::ostringstream out;
  ProgressOptions options;
  options.is_live = true;
  options.width = 30;
  options.now = [] { return 0.0; };
  ProgressLine progress(out, options);
  progress.update(two_chains(20, 40));
  EXPECT_EQ(out.str(),
            "\r\x1b[Ksampling  30/100  30 %  0.0 s"
            "\n\x1b[K  chain 0  20/100  divergence"
            "\n\x1b[K  chain 1  40/100  divergence");
}

TEST(ProgressLine, OfManyChainsShowsTheSlowest) {
  std::ostringstream out;
  ProgressOptions options;
  options.is_live = true;
  options.now = [] { return 0.0; };
  ProgressLine progress(out, options);
  ProgressState state{.phase = "sampling", .done = 5, .total = 10, .chains = {}};
  for (std::int64_t c = 0; c < 40; ++c) state.chains.push_back({.done = c == 30 ? 1 : 6});
  progress.update(state);
  const std::string text = out.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 16);
  EXPECT_NE(text.find("chain 30  1/10"), std::string::npos);
}

TEST(ProgressLine, OfChainsInALogFileIsOneLine) {
  std::ostringstream out;
  ProgressOptions options;
  options.now = [] { return 0.0; };
  ProgressLine progress(out, options);
  progress.update(two_chains(100, 100));
  EXPECT_EQ(out.str(),
            "sampling  100/100  100 %  0.0 s  acceptance 0.80  divergences 1  step size 0.5  "
            "leapfrogs 5.0\n");
}

TEST(ProgressLine, RespectsTheEnvironment) {
  setenv("TERM", "dumb", 1);
  EXPECT_FALSE(options_for_standard_error().is_live);
  setenv("TERM", "xterm", 1);
  setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(options_for_standard_error().has_color);
}

}  // namespace
}  // namespace aleator::stats
