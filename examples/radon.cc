// SPDX-License-Identifier: Apache-2.0
// Radon in the homes of 85 counties: a multilevel model whose counties borrow strength from each
// other, and its expected predictive accuracy. Checks against draws of another sampler.
#include <aleator/aleator.h>

#include <cmath>
#include <iostream>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const io::CsvTable table = io::read_csv("data/radon.csv");
  const Array county = astype(array(table.column("county")), int64) - 1;
  const Array log_radon = array(table.column("log_radon"));
  ppl::JointDistribution radon([&](ppl::Scope& s) {
    Array mu = s.sample("mu", tfd::Normal(0., 10.));
    Array sigma_county = s.sample("sigma_county", tfd::HalfNormal({.scale = 1.}));
    Array sigma_home = s.sample("sigma_home", tfd::HalfNormal({.scale = 1.}));
    Array alpha = s.sample("alpha", tfd::Normal(mu, sigma_county), {.plate = {"county", 85}});
    s.sample("log_radon", tfd::Normal(take(alpha, county), sigma_home),
             {.plate = {"home", log_radon.size()}});
  });
  const auto observed = radon.condition({{"log_radon", log_radon}});
  const auto posterior = mcmc::sample(ppl::make_target(observed, {.reparameterize = ppl::Auto}),
                                      {.num_chains = 4, .seed = 1});
  results.add("posterior", posterior);
  const stats::Loo loo = stats::loo(observed.log_likelihood(posterior)["log_radon"]);
  std::cout << "expected log predictive density of homes: " << loo.elpd << " +- " << loo.elpd_se
            << ", effective parameters " << loo.p << "\n";
  results.add("elpd", loo.elpd);

  // 16,000 draws of Stan 2.21; an ESS of 4,000 at least.
  const auto expect = [&](const char* name, const Array& draws, double reference, double sd) {
    results.expect_mean(name, draws, reference, sd / std::sqrt(4000.));
  };
  expect("mu", posterior["mu"], 1.349711747, 0.0479);
  expect("sigma_county", posterior["sigma_county"], 0.3032043597, 0.0467);
  expect("sigma_home", posterior["sigma_home"], 0.7671257617, 0.0187);
  expect("alpha[0]", posterior["alpha"][{Ellipsis, 0}], 1.10696056, 0.243);
  results.expect(loo.p > 30 && loo.p < 70, "effective parameters of 85 counties");
  return results.finish();
}
