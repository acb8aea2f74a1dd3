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

TEST(ProgressLine, RespectsTheEnvironment) {
  setenv("TERM", "dumb", 1);
  EXPECT_FALSE(options_for_standard_error().is_live);
  setenv("TERM", "xterm", 1);
  setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(options_for_standard_error().has_color);
}

}  // namespace
}  // namespace aleator::stats
