// SPDX-License-Identifier: Apache-2.0
// Tests the report: well-formed, escaped, self-contained, small, written at once.
#include "aleator/report/page.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/report/plots/series.h"
#include "aleator/report/plots/thin.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/report/markup.h"

namespace aleator::report {
namespace {

const std::string kNasty = "<script>alert('x')</script> & \"q\" \x01\xff\xed\xa0\x80 \u03c4";

stats::OwnedChains noise(std::int64_t num_chains, std::int64_t num_draws) {
  std::mt19937_64 engine(3);
  std::normal_distribution<double> normal;
  stats::OwnedChains out{{}, num_chains, num_draws};
  for (std::int64_t i = 0; i < num_chains * num_draws; ++i) out.values.push_back(normal(engine));
  return out;
}

stats::Diagnosis failed_diagnosis() {
  return {{{"ALEATOR-D01 divergences", true, "divergences 0", ""},
           {"ALEATOR-D02 rhat", false, kNasty, "run longer"}}};
}

Page nasty_page() {
  const stats::OwnedChains chains = noise(4, 300);
  stats::QuantitySummary summary = stats::summarize(kNasty, chains);
  summary.rhat = 1.5;
  Page page(kNasty);
  page.verdict(failed_diagnosis()).heading(kNasty).paragraph(kNasty).facts({{kNasty, kNasty}});
  page.heading("Table").table({{summary}}).pictures(quantity_pictures(summary, chains, kNasty));
  page.picture(series({.title = kNasty, .x_label = kNasty, .observed = {1, NAN, 3}}));
  return page;
}

TEST(Page, IsWellFormedAndEscaped) {
  const std::string html = nasty_page().to_html();
  EXPECT_EQ(markup_fault(html), "");
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_EQ(html.find('\x01'), std::string::npos);
  EXPECT_EQ(html.find('\xff'), std::string::npos);
  EXPECT_NE(html.find("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;q&quot; "
                      "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD \u03c4"),
            std::string::npos);
}

TEST(Page, LoadsNothing) {
  const std::string html = nasty_page().to_html();
  for (const char* word : {"http://", "https://", " src=", "url(", "@import", "<link"}) {
    EXPECT_EQ(html.find(word), std::string::npos) << word;
  }
  EXPECT_NE(html.find("Content-Security-Policy\" content=\"default-src 'none';"),
            std::string::npos);
}

TEST(Page, SaysTheVerdictInWords) {
  const std::string html = nasty_page().to_html();
  EXPECT_NE(html.find("1 of 2 checks failed"), std::string::npos);
  EXPECT_NE(html.find("<strong>Next:</strong> run longer"), std::string::npos);
  EXPECT_NE(html.find("<td class=\"flag\">1.50</td>"), std::string::npos);
  const Page good = Page("t").verdict({{{"id", true, "divergences 0", ""}}});
  EXPECT_NE(good.to_html().find("The only check passed"), std::string::npos);
}

TEST(Page, StaysBelowAMegabyteForTwentyQuantities) {
  const stats::OwnedChains chains = noise(8, 4000);
  stats::Summary summary;
  Page page("Twenty quantities");
  for (int i = 0; i < 20; ++i) {
    summary.quantities.push_back(stats::summarize("x" + std::to_string(i), chains));
    page.pictures(quantity_pictures(summary.quantities.back(), chains));
  }
  EXPECT_LT(page.table(summary).to_html().size(), 1'000'000u);
}

TEST(Pictures, TakeAnyDraws) {
  const double infinity = INFINITY;
  const std::vector<std::vector<double>> samples = {{},
                                                    {NAN, NAN, NAN, NAN},
                                                    {1, 1, 1, 1},
                                                    {-infinity, 0, infinity, 1},
                                                    {5e-324, 0, 0, 5e-324},
                                                    {-1.7e308, 1.7e308, 0, 1},
                                                    {1e15, 1e15 + 1, 1e15, 1e15 + 2},
                                                    {2, 40, 3, 1e9},
                                                    {1.5e308, 1.6e308, 1.55e308, 1.5e308}};
  for (const auto& values : samples) {
    const stats::Chains chains{values, 2, static_cast<std::int64_t>(values.size() / 2)};
    for (const Picture& picture : quantity_pictures(stats::summarize("x", chains), chains)) {
      EXPECT_EQ(markup_fault(picture.svg), "");
      EXPECT_EQ(picture.svg.find("nan\""), std::string::npos);
      EXPECT_LT(picture.svg.size(), 20'000u);
    }
  }
}

TEST(Series, RefusesWhatDoesNotFit) {
  EXPECT_THROW(series({.title = "t"}), ValueError);
  EXPECT_THROW(series({.title = "t", .observed = {1, 2}, .line = {1}}), ShapeError);
  EXPECT_THROW(series({.title = "t", .low = {1, 2}}), ShapeError);
}

TEST(Outline, KeepsTheExtremes) {
  std::vector<double> values(1000, 0.0);
  values[123] = 9;
  values[777] = -9;
  const auto kept = outline(values, 20);
  EXPECT_LE(kept.size(), 40u);
  EXPECT_TRUE(std::is_sorted(kept.begin(), kept.end()));
  EXPECT_NE(std::find(kept.begin(), kept.end(), 123u), kept.end());
  EXPECT_NE(std::find(kept.begin(), kept.end(), 777u), kept.end());
  EXPECT_EQ(outline(values, 500).size(), 1000u);
}

TEST(Page, IsWrittenAtOnce) {
  const auto folder = std::filesystem::temp_directory_path() /
                      text("aleator_page_test_", static_cast<int>(getpid()));
  std::filesystem::create_directories(folder);
  const std::string path = (folder / "page.html").string();
  nasty_page().write(path);
  nasty_page().write(path);
  std::ifstream file(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), nasty_page().to_html());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
  std::filesystem::remove_all(folder);
  try {
    nasty_page().write(path);
    FAIL();
  } catch (const IoError& error) {
    EXPECT_EQ(std::string(error.what()), "write_file: '" + path +
                                             "' cannot be written (No such "
                                             "file or directory): does its folder exist?");
  }
}

}  // namespace
}  // namespace aleator::report
