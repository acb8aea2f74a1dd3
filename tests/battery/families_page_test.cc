// SPDX-License-Identifier: Apache-2.0
// Writes docs/distributions.md from the registry when ALEATOR_WRITE_DOCS is set, and tests that the
// page says what every family has.
#include "aleator/aleator.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/battery/distribution_cases.h"

namespace aleator::battery {
namespace {

/// One member of each family, in the registry's order.
std::vector<Distribution> members() {
  std::vector<DistributionCase> cases = distribution_cases();
  for (const DistributionCase& c : event_cases()) cases.push_back(c);
  std::vector<Distribution> all;
  for (const Family* family : families()) {
    const auto is_member = [&](const DistributionCase& c) {
      return c.family == family && c.make().batch_shape().rank() == 0;
    };
    const auto found = std::find_if(cases.begin(), cases.end(), is_member);
    if (found != cases.end()) all.push_back(found->make());
  }
  return all;
}

/// "concentration, rate or log_rate".
std::string parameters_of(const Family& family) {
  std::string all;
  int previous = 0;
  for (const Parameter& p : family.parameters) {
    if (p.name.empty()) continue;
    const bool is_alternative = p.alternative != 0 && p.alternative == previous;
    all += text(all.empty() ? "" : is_alternative ? " or " : ", ", p.name);
    previous = p.alternative;
  }
  return all;
}

std::string support_of(const Distribution& d) {
  const Family& family = d.rules().family();
  const std::int64_t rank = d.event_shape().rank();
  const std::string each = family.support->description;
  return rank == 0 ? each : text(rank == 1 ? "vector: " : "matrix: ", each);
}

struct Column {
  const char* name;
  Method method;
};
constexpr Column kColumns[] = {{"mean", Method::mean},        {"variance", Method::variance},
                               {"mode", Method::mode},        {"covariance", Method::covariance},
                               {"entropy", Method::entropy},  {"cdf", Method::cdf},
                               {"quantile", Method::quantile}};

std::string row_of(const Distribution& d) {
  const bool carries_gradients =
      d.reparameterization_type() == ReparameterizationType::fully_reparameterized;
  std::string row = text("| ", d.name(), " | ", parameters_of(d.rules().family()), " | ",
                         support_of(d), " | ", carries_gradients ? "yes" : "", " |");
  for (const Column& column : kColumns) row += d.has(column.method) ? " yes |" : "  |";
  return row + "\n";
}

std::string divergences_of(const Distribution& p, const std::vector<Distribution>& all) {
  std::vector<std::string> names;
  for (const Distribution& q : all) {
    if (p.event_shape() == q.event_shape() && p.has_kl_divergence(q)) names.emplace_back(q.name());
  }
  std::string joined;
  for (const std::string& name : names) joined += (joined.empty() ? "" : ", ") + name;
  return names.empty() ? "" : text("| ", p.name(), " | ", joined, " |\n");
}

std::string written_page() {
  const std::vector<Distribution> all = members();
  std::string page =
      "# Distributions\n\n"
      "Written by `tests/battery/families_page_test.cc` from the registry; do not edit. Every "
      "family has `sample` and\n`log_prob`; those with a cdf have both tails, their logarithms and "
      "`quantile_complement` too. \"Gradients\" says\nwhether draws carry gradients to the "
      "parameters. What does not exist throws `NotImplemented`, and `has()` says so\nbefore. The "
      "support is that of elements; parameters, such as ends of an interval, may bound it further. "
      "What is\nmade of other distributions has what those have.\n\n"
      "| family | parameters | support | gradients |";
  for (const Column& column : kColumns) page += text(" ", column.name, " |");
  page += "\n| --- | --- | --- | --- |";
  for (std::size_t i = 0; i < std::size(kColumns); ++i) page += " --- |";
  page += "\n";
  for (const Distribution& d : all) page += row_of(d);
  page +=
      "\n## Divergences in closed form\n\n"
      "KL(p || q) of a member p of the family at the left and q of one at the right; counts of "
      "trials, dimensions and\noutcomes must be equal. For other pairs, such as two of Student's "
      "t, "
      "which have none, `kl_divergence` with a `key`\nestimates the divergence from draws and says "
      "so in the name of its result.\n\n| p | q |\n| --- | --- |\n";
  for (const Distribution& p : all) page += divergences_of(p, all);
  return page;
}

TEST(FamiliesPage, SaysWhatEveryFamilyHas) {
  const std::string path = text(ALEATOR_TEST_DATA_DIR, "/../../docs/distributions.md");
  const std::string expected = written_page();
  if (std::getenv("ALEATOR_WRITE_DOCS") != nullptr) std::ofstream(path) << expected;
  std::ifstream file(path);
  std::stringstream page;
  page << file.rdbuf();
  EXPECT_TRUE(page.str() == expected)
      << path << " is stale: run this test with ALEATOR_WRITE_DOCS=1";
  EXPECT_EQ(members().size(), families().size());
}

}  // namespace
}  // namespace aleator::battery
