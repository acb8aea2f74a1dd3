// SPDX-License-Identifier: Apache-2.0
// A Gaussian copula: dependence as of a normal distribution, between variables of any margins. The
// copula and a distribution with Kumaraswamy and Gumbel margins are bijectors of a normal; density,
// margins and rank correlation are known in closed form.
#include <aleator/aleator.h>

#include <cmath>
#include <cstdio>
#include <numbers>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;
namespace tfb = aleator::bijectors;

namespace {

constexpr double kCorrelation = 0.8;
constexpr std::int64_t kNumDraws = 20'000;

/// Uniform margins; the dependence is that of normals with this correlation.
Distribution gaussian_copula() {
  const double other = std::sqrt(1 - kCorrelation * kCorrelation);
  const Array scale_tril = array({{1., 0.}, {kCorrelation, other}});
  return tfd::TransformedDistribution(
      tfd::MultivariateNormalTriL({.loc = zeros({2}), .scale_tril = scale_tril}), tfb::NormalCDF());
}

/// log c(u, v) by the formula of the bivariate normal, with x and y the normal quantiles.
Array copula_log_density(const Array& u, const Array& v) {
  const Array x = ndtri(u), y = ndtri(v);
  const double r = kCorrelation, rest = 1 - r * r;
  return -0.5 * std::log(rest) - (r * r * (square(x) + square(y)) - 2. * r * x * y) / (2. * rest);
}

/// The largest distance of the empirical distribution function of draws from `cdf`.
double kolmogorov_distance(const Array& draws, const Distribution& margin) {
  const double n = static_cast<double>(draws.size());
  const Array below = margin.cdf(sort(draws)), steps = arange(draws.size());
  return max(maximum(below - steps / n, (steps + 1.) / n - below)).item();
}

/// Kendall's rank correlation of the first thousand pairs.
double kendall(const Array& pairs) {
  const Array some = pairs[Slice({}, 1000)], x = some[{Ellipsis, 0}], y = some[{Ellipsis, 1}];
  const auto differences = [](const Array& a) { return expand_dims(a, 0) - expand_dims(a, 1); };
  return sum(sign(differences(x) * differences(y))).item() / (1000. * 999.);
}

void check_density(example::Results& results, const Distribution& copula,
                   const Distribution& warped, const Distribution& a, const Distribution& b) {
  const Array x = array({0.1, 0.4, 0.7, 0.95}), y = array({-1., 0.5, 2., 6.});
  const Array of_copula = copula_log_density(a.cdf(x), b.cdf(y));
  const Array pairs = stack({a.cdf(x), b.cdf(y)}, 1);
  const Array exact = of_copula + a.log_prob(x) + b.log_prob(y);
  const Array given = warped.log_prob(stack({x, y}, 1));
  std::printf("%6s %6s %14s %14s\n", "x", "y", "log density", "by formula");
  for (std::int64_t i = 0; i < x.size(); ++i) {
    std::printf("%6.2f %6.2f %14.8f %14.8f\n", x[i].item(), y[i].item(), given[i].item(),
                exact[i].item());
  }
  results.add("log density", given);
  results.expect(max(abs(copula.log_prob(pairs) - of_copula)).item() < 1e-10,
                 "density of the copula");
  results.expect(max(abs(given - exact)).item() < 1e-10, "density with other margins");
}

}  // namespace

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const Distribution copula = gaussian_copula();
  const Array a = 2., b = 3., loc = 1., scale = 1.5;
  const auto kumaraswamy = tfd::Kumaraswamy({.concentration1 = a, .concentration0 = b});
  const auto gumbel = tfd::Gumbel({.loc = loc, .scale = scale});
  const tfb::Blockwise margins(
      {.bijectors = {tfb::KumaraswamyCDF({.concentration1 = a, .concentration0 = b}),
                     tfb::GumbelCDF({.loc = loc, .scale = scale})}});
  const tfd::TransformedDistribution warped(copula, tfb::Invert(margins));
  check_density(results, copula, warped, kumaraswamy, gumbel);

  const Array draws = warped.sample({kNumDraws}, Key(1));
  const double first = kolmogorov_distance(draws[{Ellipsis, 0}], kumaraswamy);
  const double second = kolmogorov_distance(draws[{Ellipsis, 1}], gumbel);
  const double tau = kendall(draws), exact_tau = 2 / std::numbers::pi * std::asin(kCorrelation);
  std::printf("distance from the margins: %.4f, %.4f\n", first, second);
  std::printf("Kendall's rank correlation: %.3f, exact %.3f\n", tau, exact_tau);
  results.add("Kendall", tau);
  // P(distance > 2.65 / sqrt(n)) is 2 exp(-2 2.65^2) = 1.6e-6 for each margin.
  results.expect(first < 2.65 / std::sqrt(kNumDraws), "the first margin is Kumaraswamy");
  results.expect(second < 2.65 / std::sqrt(kNumDraws), "the second margin is Gumbel");
  // Five standard errors of 1,000 pairs, at most sqrt(2 (1 - tau^2) / n).
  results.expect_near("Kendall's rank correlation", tau, exact_tau,
                      5 * std::sqrt(2 * (1 - exact_tau * exact_tau) / 1000));
  return results.finish();
}
