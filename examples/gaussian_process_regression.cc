// SPDX-License-Identifier: Apache-2.0
// Regression by a Gaussian process: amplitude and length scale by the maximum a posteriori and by
// the No-U-Turn sampler, and the function at new points with its uncertainty. Two parameters have a
// posterior that a grid knows.
#include <aleator/aleator.h>

#include <cmath>
#include <cstdio>
#include <numbers>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;
namespace tfb = aleator::bijectors;
namespace tfk = aleator::math::psd_kernels;

namespace {

constexpr std::int64_t kNumPoints = 60, kNumNew = 200, kGrid = 80;
constexpr double kNoiseVariance = 0.04;

Array wave(const Array& x) { return sin(3 * std::numbers::pi * x); }

struct Data {
  Array x, y;
};

tfk::ExponentiatedQuadratic kernel_of(const Array& amplitude, const Array& length_scale) {
  return tfk::ExponentiatedQuadratic({.amplitude = amplitude, .length_scale = length_scale});
}

Array log_joint(const Data& data, const Array& amplitude, const Array& length_scale) {
  const tfd::LogNormal prior(0., 1.);
  const tfd::GaussianProcess process({.kernel = kernel_of(amplitude, length_scale),
                                      .index_points = data.x,
                                      .observation_noise_variance = kNoiseVariance});
  return prior.log_prob(amplitude) + prior.log_prob(length_scale) + process.log_prob(data.y);
}

/// Posterior means by a grid over the logarithms.
std::pair<double, double> exact_means(const Data& data) {
  const Array steps = (arange(kGrid) + 0.5) / static_cast<double>(kGrid);
  const Array log_amplitude = -1.5 + 4.5 * steps, log_scale = -5. + 5. * steps;
  const auto at = [&](const Array& a, const Array& l) {
    return log_joint(data, exp(a), exp(l)) + a + l;
  };
  const auto row = [&](const Array& a) {
    return vmap([&](const Array& l) { return at(a, l); })(log_scale);
  };
  const Array log_density = vmap(row)(log_amplitude);
  const Array weights = exp(log_density - logsumexp(log_density));
  return {sum(weights * expand_dims(exp(log_amplitude), 1)).item(),
          sum(weights * exp(log_scale)).item()};
}

/// How far predictions are from the wave, and in how many places it is within two of their standard
/// deviations.
std::pair<double, double> judged(const Data& data, const Array& amplitude,
                                 const Array& length_scale) {
  const Array places = expand_dims(-1. + 2. * arange(kNumNew) / (kNumNew - 1.), 1);
  const tfd::GaussianProcessRegressionModel predictions(
      {.kernel = kernel_of(amplitude, length_scale),
       .index_points = places,
       .observation_index_points = data.x,
       .observations = data.y,
       .observation_noise_variance = kNoiseVariance,
       .predictive_noise_variance = 0.});
  const Array away = predictions.mean() - wave(places[{Ellipsis, 0}]);
  const Array is_within = abs(away) < 2. * predictions.stddev();
  return {sqrt(mean(square(away))).item(), mean(astype(is_within, float64)).item()};
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const Array x = random::uniform(Key(1), {kNumPoints, 1}) * 2. - 1.;
  const Data data{
      x, wave(x[{Ellipsis, 0}]) + std::sqrt(kNoiseVariance) * random::normal(Key(2), {kNumPoints})};
  const LogDensity target(
      mcmc::TargetLogProbFn([data](const Array& amplitude, const Array& length_scale) {
        return log_joint(data, amplitude, length_scale);
      }),
      {"amplitude", "length_scale"}, {{}, {}}, {tfb::Exp(), tfb::Exp()});

  const auto map = vi::maximum_a_posteriori(target, {.key = Key(3)});
  const auto posterior =
      mcmc::sample(target, {.target_accept_prob = 0.95, .seed = 4, .show_progress = false});
  const auto [amplitude, length_scale] = exact_means(data);
  std::printf("%-24s %10s %14s\n", "", "amplitude", "length scale");
  std::printf("%-24s %10.3f %14.3f\n", "maximum a posteriori", map["amplitude"].item(),
              map["length_scale"].item());
  std::printf("%-24s %10.3f %14.3f\n", "mean by NUTS", mean(posterior["amplitude"]).item(),
              mean(posterior["length_scale"]).item());
  std::printf("%-24s %10.3f %14.3f\n", "mean by a grid", amplitude, length_scale);
  results.add("posterior", posterior);
  results.expect_mean("amplitude", posterior["amplitude"], amplitude);
  results.expect_mean("length_scale", posterior["length_scale"], length_scale);

  // Nothing near the maximum is more likely.
  const double most = map.log_prob;
  for (const double factor : {0.99, 1.01}) {
    results.expect(
        log_joint(data, factor * map["amplitude"], map["length_scale"]).item() < most &&
            log_joint(data, map["amplitude"], factor * map["length_scale"]).item() < most,
        "the maximum is one");
  }
  const auto [error, share] = judged(data, map["amplitude"], map["length_scale"]);
  std::printf("error of the function %.3f, within two standard deviations in %.0f %% of places\n",
              error, 100 * share);
  results.expect(error < 0.2, "the function is found");
  results.expect(share > 0.75, "errors are as large as they are said to be");
  return results.finish();
}
