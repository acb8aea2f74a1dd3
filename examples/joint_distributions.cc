// SPDX-License-Identifier: Apache-2.0
// One regression, three models as lists of distributions: the usual one, of which all is known in
// closed form, and two that outlying points do not mislead. By L-BFGS, the No-U-Turn sampler and
// variational inference.
#include <aleator/aleator.h>

#include <cmath>
#include <cstdio>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;

namespace {

constexpr std::int64_t kNumPoints = 40;
constexpr double kNoise = 0.3, kIntercept = 0.5, kSlope = 1.5, kPriorSd = 2;

const Array x = (arange(kNumPoints) - 19.5) / 12.;
const Array is_outlier = remainder(arange(kNumPoints), 8) == 5;
const Array y = kIntercept + kSlope * x + kNoise * random::normal(Key(1), {kNumPoints}) +
                where(is_outlier, 4., 0.);

const std::vector<ppl::ListedChoice> line{{"intercept", tfd::Normal(0., kPriorSd)},
                                          {"slope", tfd::Normal(0., kPriorSd)}};

ppl::JointDistribution with(const ppl::ListedChoice& response) {
  return ppl::JointDistributionSequential({line[0], line[1], response});
}
ppl::JointDistribution usual() {
  return with(
      {"y",
       [](Array slope, Array intercept) { return tfd::Normal(intercept + slope * x, kNoise); },
       {"point", kNumPoints}});
}
/// Noise with heavy tails.
ppl::JointDistribution student() {
  return with({"y",
               [](Array slope, Array intercept) {
                 return tfd::StudentT({.df = 3., .loc = intercept + slope * x, .scale = kNoise});
               },
               {"point", kNumPoints}});
}
/// A tenth of the points may be anywhere.
Distribution mixed_response(const Array& slope, const Array& intercept) {
  const Array middle = intercept + slope * x;
  return tfd::Mixture({.cat = tfd::Categorical({.probs = array({0.9, 0.1})}),
                       .components = {tfd::Normal(middle, kNoise), tfd::Normal(middle, 5.)}});
}
ppl::JointDistribution mixture() {
  return with({"y",
               [](Array slope, Array intercept) { return mixed_response(slope, intercept); },
               {"point", kNumPoints}});
}

/// The posterior of the usual model: normal.
struct Exact {
  Array mean, covariance, least_squares, log_evidence;
};
Exact exact_posterior() {
  const Array design = stack({ones({kNumPoints}), x}, 1), gram = matmul(transpose(design), design);
  const Array moments = matmul(transpose(design), y), variance = kNoise * kNoise;
  const Array covariance = linalg::inv(gram / variance + eye(2) / (kPriorSd * kPriorSd));
  const Array of_y =
      kPriorSd * kPriorSd * matmul(design, transpose(design)) + variance * eye(kNumPoints);
  const tfd::MultivariateNormalTriL marginal(
      {.loc = zeros({kNumPoints}), .scale_tril = cholesky(of_y)});
  return {matmul(covariance, moments / variance), covariance, matmul(linalg::inv(gram), moments),
          marginal.log_prob(y)};
}

void row(example::Results& results, const char* what, const Array& intercept, const Array& slope) {
  std::printf("%-44s %10.4f %10.4f\n", what, mean(intercept).item(), mean(slope).item());
  results.add(what, stack({mean(intercept), mean(slope)}));
}

/// The largest likelihood: least squares.
void by_lbfgs(example::Results& results, const Exact& exact) {
  const auto joint = usual();
  const auto loss = [&](const Array& b) {
    return -joint.log_prob_parts({{"intercept", b[0]}, {"slope", b[1]}, {"y", y}})["y"];
  };
  const auto fit = optimize::lbfgs_minimize(value_and_grad(loss), zeros({2}));
  row(results, "usual: largest likelihood", fit.position[0], fit.position[1]);
  results.expect(max(abs(fit.position - exact.least_squares)).item() < 1e-6, "least squares");
}

void by_sampling(example::Results& results, const LogDensity& target, const Exact& exact) {
  const auto draws = mcmc::sample(target, {.seed = 2, .show_progress = false});
  row(results, "usual: NUTS", draws["intercept"], draws["slope"]);
  results.expect_mean("intercept", draws["intercept"], exact.mean[0].item());
  results.expect_mean("slope", draws["slope"], exact.mean[1].item());
}

/// The posterior is normal: a surrogate of full rank can be it, so that its bound is the evidence.
void by_variational_inference(example::Results& results, const LogDensity& target,
                              const Exact& exact) {
  const auto q = vi::build_affine_surrogate_posterior(target, {.key = Key(3)});
  const optimize::Adam adam({.learning_rate = optimize::CosineDecay({0.1, 2000})});
  const auto fit = vi::fit_surrogate_posterior(
      target, q, {.num_steps = 2000, .optimizer = adam, .sample_size = 8, .key = Key(4)});
  const auto draws = vi::draw_posterior(target, q, {.num_draws = 20'000, .seed = 5});
  row(results, "usual: surrogate of full rank", draws["intercept"], draws["slope"]);
  for (std::int64_t i = 0; i < 2; ++i) {
    const char* name = i == 0 ? "intercept" : "slope";
    const double sd = std::sqrt(exact.covariance[i][i].item());
    results.expect_near(text("mean of ", name), mean(draws[name]).item(), exact.mean[i].item(),
                        0.1 * sd);
    results.expect_near(text("sd of ", name), stddev(draws[name]).item(), sd, 0.05 * sd);
  }
  results.expect_near("evidence", fit.quality.elbo, exact.log_evidence.item(), 0.02);
}

/// Outlying points shift the usual line by a half; these are near the line that was drawn.
void robust(example::Results& results, const char* name, const ppl::JointDistribution& joint) {
  const LogDensity target = ppl::make_target(joint.condition({{"y", y}}));
  const auto draws = mcmc::sample(target, {.seed = 6, .show_progress = false});
  row(results, text(name, ": NUTS").c_str(), draws["intercept"], draws["slope"]);
  const auto q = vi::build_factored_surrogate_posterior(target, {.key = Key(7)});
  const optimize::Adam adam({.learning_rate = optimize::CosineDecay({0.1, 2000})});
  vi::fit_surrogate_posterior(
      target, q, {.num_steps = 2000, .optimizer = adam, .sample_size = 8, .key = Key(8)});
  const auto fitted = vi::draw_posterior(target, q, {.num_draws = 20'000, .seed = 9});
  row(results, text(name, ": surrogate of independent normals").c_str(), fitted["intercept"],
      fitted["slope"]);
  for (const auto& [site, truth] : {std::pair{"intercept", kIntercept}, {"slope", kSlope}}) {
    const double found = mean(draws[site]).item(), sd = stddev(draws[site]).item();
    results.expect_near(text(site, " of ", name), found, truth, 5 * sd);
    results.expect_near(text(site, " of the surrogate"), mean(fitted[site]).item(), found,
                        0.3 * sd);
  }
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const Exact exact = exact_posterior();
  const LogDensity target = ppl::make_target(usual().condition({{"y", y}}));
  std::printf("%-44s %10s %10s\n", "", "intercept", "slope");
  row(results, "drawn with", kIntercept, kSlope);
  row(results, "usual: exact", exact.mean[0], exact.mean[1]);
  by_lbfgs(results, exact);
  by_sampling(results, target, exact);
  by_variational_inference(results, target, exact);
  robust(results, "Student's t", student());
  robust(results, "mixture", mixture());
  return results.finish();
}
