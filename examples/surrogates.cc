// SPDX-License-Identifier: Apache-2.0
// Surrogate posteriors of a hierarchical model, radon in the homes of 85 counties: independent
// normals, one normal over all coordinates, and an inverse autoregressive flow. What each of them
// says of the uncertainty, against the No-U-Turn sampler.
#include <aleator/aleator.h>

#include <cmath>
#include <cstdio>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;

namespace {

const char* const kNames[] = {"mu", "sigma_county", "sigma_home"};

LogDensity radon_target() {
  const io::CsvTable table = io::read_csv("data/radon.csv");
  const Array county = astype(array(table.column("county")), int64) - 1;
  const Array log_radon = array(table.column("log_radon"));
  ppl::JointDistribution radon([county, n = log_radon.size()](ppl::Scope& s) {
    Array mu = s.sample("mu", tfd::Normal(0., 10.));
    Array sigma_county = s.sample("sigma_county", tfd::HalfNormal({.scale = 1.}));
    Array sigma_home = s.sample("sigma_home", tfd::HalfNormal({.scale = 1.}));
    Array alpha = s.sample("alpha", tfd::Normal(mu, sigma_county), {.plate = {"county", 85}});
    s.sample("log_radon", tfd::Normal(take(alpha, county), sigma_home), {.plate = {"home", n}});
  });
  return ppl::make_target(radon.condition({{"log_radon", log_radon}}));
}

/// Of each of kNames.
struct Moments {
  std::vector<double> means, sds;
};
Moments moments(const stats::Posterior& draws) {
  Moments m;
  for (const char* name : kNames) {
    m.means.push_back(mean(draws[name]).item());
    m.sds.push_back(stddev(draws[name]).item());
  }
  return m;
}

void print_row(const char* name, const Moments& m, const vi::SurrogateQuality* quality) {
  std::printf("%-12s", name);
  if (quality) std::printf(" %9.2f %6.2f", quality->elbo, quality->pareto_k);
  else std::printf(" %9s %6s", "", "");
  for (std::size_t i = 0; i < m.means.size(); ++i)
    std::printf("   %6.3f +- %.3f", m.means[i], m.sds[i]);
  std::printf("\n");
}

struct Fitted {
  double elbo;
  Moments moments;
};
Fitted fit(example::Results& results, const char* name, const LogDensity& target,
           const vi::SurrogatePosterior& q, std::int64_t num_steps) {
  const optimize::Adam adam(
      {.learning_rate = optimize::CosineDecay(
           {.initial_learning_rate = 0.02, .decay_steps = static_cast<double>(num_steps)})});
  const vi::SurrogateFit fitted = vi::fit_surrogate_posterior(
      target, q, {.num_steps = num_steps, .optimizer = adam, .sample_size = 8, .key = Key(2)});
  const Moments m = moments(vi::draw_posterior(target, q, {.num_draws = 4000, .seed = 3}));
  print_row(name, m, &fitted.quality);
  results.add(text("ELBO of ", name), fitted.quality.elbo);
  return {fitted.quality.elbo, m};
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const LogDensity target = radon_target();
  const auto posterior = mcmc::sample(target, {.seed = 4, .show_progress = false});
  const Moments exact = moments(posterior);
  std::printf("%-12s %9s %6s   %15s   %15s   %15s\n", "surrogate", "ELBO", "k", kNames[0],
              kNames[1], kNames[2]);
  const Fitted mean_field =
      fit(results, "mean-field", target,
          vi::build_factored_surrogate_posterior(target, {.key = Key(1)}), 4000);
  const Fitted full_rank = fit(results, "full-rank", target,
                               vi::build_affine_surrogate_posterior(target, {.key = Key(1)}), 8000);
  const Fitted flow = fit(results, "flow", target,
                          vi::build_split_flow_surrogate_posterior(target, {.key = Key(1)}), 8000);
  print_row("NUTS", exact, nullptr);

  results.expect(full_rank.elbo > mean_field.elbo, "correlations make the bound tighter");
  results.expect(flow.elbo > mean_field.elbo, "so does a flow");
  // mu and the counties' effects are correlated, which independent normals must leave out.
  results.expect(mean_field.moments.sds[0] < 0.7 * exact.sds[0], "mean-field is too sure of mu");
  results.expect_near("sd of mu, full-rank", full_rank.moments.sds[0], exact.sds[0],
                      0.2 * exact.sds[0]);
  for (const Fitted* fitted : {&mean_field, &full_rank, &flow}) {
    for (std::size_t i : {0, 2})
      results.expect_near(text("mean of ", kNames[i]), fitted->moments.means[i], exact.means[i],
                          exact.sds[i]);
  }
  return results.finish();
}
