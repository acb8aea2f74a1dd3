// SPDX-License-Identifier: Apache-2.0
// Tests that the page of a run that went wrong says at its top what is wrong and what to do.
#include "aleator/aleator.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace aleator {
namespace {

namespace tfd = distributions;
using ppl::Scope;

/// The banner of the page that write_html writes for a run, and of no other part of it.
std::string banner_of(const stats::Posterior& posterior, const std::string& name) {
  const auto path = std::filesystem::temp_directory_path() / ("aleator_" + name + ".html");
  report::write_html(posterior, path.string());
  std::stringstream page;
  page << std::ifstream(path).rdbuf();
  std::filesystem::remove(path);
  const std::string html = page.str(), begin = "<section class=\"verdict failed\"";
  const std::size_t from = html.find(begin);
  if (from == std::string::npos) return "";
  return html.substr(from, html.find("</section>", from) - from);
}

stats::Posterior run(const ppl::JointDistribution& model) {
  return mcmc::sample(ppl::make_target(model),
                      {.num_chains = 4, .seed = 3, .show_progress = false});
}

void expect_a_narrow_neck(const std::string& banner) {
  EXPECT_NE(banner.find("checks failed"), std::string::npos) << banner;
  EXPECT_NE(banner.find("diverged"), std::string::npos) << banner;
  EXPECT_NE(banner.find("step size is too large for some part"), std::string::npos) << banner;
  EXPECT_NE(banner.find("<strong>Next:</strong> raise target_accept_prob"), std::string::npos);
  EXPECT_NE(banner.find("non-centred group effects"), std::string::npos) << banner;
}

TEST(ReportsOfBadRuns, Funnel) {
  const ppl::JointDistribution funnel([](Scope& s) {
    const Array v = s.sample("v", tfd::Normal(0., 3.));
    s.sample("x", tfd::Normal(0., exp(v / 2.)), {.plate = {"member", 9}});
  });
  expect_a_narrow_neck(banner_of(run(funnel), "funnel"));
}

TEST(ReportsOfBadRuns, EightSchoolsInTheCentredForm) {
  const ppl::JointDistribution schools([](Scope& s) {
    const Array mu = s.sample("mu", tfd::Normal(0., 5.));
    const Array tau = s.sample("tau", tfd::HalfCauchy(0., 5.));
    const Array theta = s.sample("theta", tfd::Normal(mu, tau), {.plate = {"school", 8}});
    s.observe("y", tfd::Normal(theta, array({15., 10., 16., 11., 9., 11., 10., 18.})),
              array({28., 8., -3., 7., -1., 1., 18., 12.}), {.plate = {"school", 8}});
  });
  expect_a_narrow_neck(banner_of(run(schools), "centred_schools"));
}

}  // namespace
}  // namespace aleator
