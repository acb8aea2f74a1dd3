// SPDX-License-Identifier: Apache-2.0
// Tests the report of a run: its numbers are the summary's, it is well formed and self-contained,
// and stays tidy for many quantities.
#include "aleator/report/report.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/random/random.h"
#include "aleator/report/script.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/report/markup.h"

namespace aleator::report {
namespace {

constexpr std::int64_t kChains = 4, kDraws = 300;

/// A run of `size` independent standard normal quantities in a vector, and one of its own.
stats::Posterior run_of(std::int64_t size) {
  const Array x = random::normal(Key(1), {kChains, kDraws, size});
  const Array tau = exp(random::normal(Key(2), {kChains, kDraws}));
  const Array energy = random::normal(Key(3), {kChains, kDraws});
  const Array diverging = random::uniform(Key(4), {kChains, kDraws}) < 0.01;
  stats::Posterior::Parts parts;
  parts.quantities = {{"tau", tau}, {"x<&>", x}};
  parts.sample_stats = {{"energy", energy}, {"diverging", diverging}};
  parts.facts = {.num_chains = kChains, .num_draws = kDraws, .energy = energy.values<double>()};
  parts.seed = 7;
  return stats::Posterior(std::move(parts));
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

TEST(Report, NumbersAreTheSummarys) {
  const stats::Posterior posterior = run_of(3);
  const std::string html = to_html(posterior);
  for (const auto& quantity : posterior.summary().quantities) {
    std::string cells;
    for (const std::string& cell : quantity.cells()) cells += "<td>" + cell + "</td>";
    EXPECT_NE(html.find(cells), std::string::npos) << quantity.name << ": " << cells;
  }
  for (const auto& check : posterior.diagnosis().checks) {
    if (!check.passed) {
      EXPECT_NE(html.find(escaped(check.sentence)), std::string::npos) << check.sentence;
    }
  }
  EXPECT_NE(html.find("4 chains of 300 draws"), std::string::npos);
}

TEST(Report, IsWellFormedAndRunsNothingButItsOwnScript) {
  std::string html = to_html(run_of(3), {.title = "<b>", .model = "y ~ <Normal>"});
  EXPECT_EQ(count(html, "<script"), 1u);
  EXPECT_NE(html.find("script-src 'sha256-" + std::string(kTableScriptHash)), std::string::npos);
  EXPECT_EQ(html.find("http"), html.find("http-equiv"));
  EXPECT_EQ(count(html, "http"), count(html, "http-equiv"));
  const std::size_t script = html.find("<script>"), end = html.find("</script>");
  html.erase(script, end + 9 - script);
  EXPECT_EQ(markup_fault(html), "");
  EXPECT_EQ(html.find("<Normal>"), std::string::npos);
}

TEST(Report, ShowsWhatItIsGiven) {
  const stats::Posterior posterior = run_of(2);
  const std::vector<double> observed{1, 2, 2, 5};
  const std::string html =
      to_html(posterior, {.model = "tau ~ LogNormal(0, 1)",
                          .predictive = {{"counts", observed, {{1, 1, 2, 3}, {0, 2, 4, 1}}},
                                         {"lengths", {0.5, 1.5, 2.5, 0.1}, {{1.1, 1.2, 2.3, 3.4}}}},
                          .prior = {{"tau", exp(random::normal(Key(9), {500}))}},
                          .log_likelihood = -square(posterior["x<&>"])});
  for (const char* words :
       {"Prior and posterior", "Posterior predictive checks", "how often", "replications",
        "Predictive accuracy", "Pareto k above 0.7", "tau ~ LogNormal(0, 1)", "diverged"})
    EXPECT_NE(html.find(words), std::string::npos) << words;
}

TEST(Report, ShowsTransformsOfChecksWithAReplicationForEachDraw) {
  const stats::Posterior posterior = run_of(3);
  std::vector<std::vector<double>> replicated;
  for (int i = 0; i < kChains * kDraws; ++i)
    replicated.push_back({std::sin(1. * i), std::sin(2. * i), std::sin(3. * i)});
  const auto page = [&](std::size_t num) {
    return to_html(
        posterior,
        {.predictive = {{"lengths", {0.5, 0.1, 0.7}, {&replicated[0], &replicated[num]}}},
         .log_likelihood = -square(posterior["x<&>"])});
  };
  const char* words = "lengths, LOO-PIT";
  EXPECT_NE(page(replicated.size()).find(words), std::string::npos);
  EXPECT_EQ(page(10).find(words), std::string::npos);
}

TEST(Report, StaysTidyForManyQuantities) {
  const std::string small = to_html(run_of(12)), large = to_html(run_of(2000));
  EXPECT_LT(small.size(), 1'000'000u);
  EXPECT_EQ(count(large, "<tr><th scope=\"row\">"), 2001u);
  EXPECT_EQ(count(small, ", trace</text>"), count(large, ", trace</text>"));
  EXPECT_LT(large.size(), 4'000'000u);
}

TEST(Report, RefusesWhatDoesNotFit) {
  const stats::Posterior posterior = run_of(2);
  EXPECT_THROW(to_html(posterior, {.predictive = {{"y", {1, 2}, {{1}}}}}), ShapeError);
  EXPECT_THROW(to_html(posterior, {.predictive = {{"y", {}, {}}}}), ValueError);
  EXPECT_THROW(write_html(posterior, "/nowhere/at/all/report.html"), IoError);
}

}  // namespace
}  // namespace aleator::report
