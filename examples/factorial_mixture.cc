// SPDX-License-Identifier: Apache-2.0
// Expressive composition: independent mixtures of normals, one for each variable, as one
// distribution over matrices. Checks the density of its draws against the mixture written out.
#include <aleator/aleator.h>

#include <cmath>
#include <iostream>
#include <numbers>

#include "results/results.h"

using namespace aleator;
namespace tfd = aleator::distributions;

int main(int argc, char** argv) {
  example::Results results(argc, argv);
  const std::int64_t num_vars = 2, num_components = 3;
  const Array mu = expand_dims(array({{-3., 0., 3.}, {-1., 0.5, 4.}}), -1);
  const Array sigma = expand_dims(array({{0.5, 1., 2.}, {1., 0.25, 1.}}), -1);

  auto factorial_mog = tfd::Independent(
      tfd::MixtureSameFamily(
          {.mixture_distribution = tfd::Categorical({.logits = zeros({num_vars, num_components})}),
           .components_distribution =
               tfd::MultivariateNormalDiag({.loc = mu, .scale_diag = sigma})}),
      {.reinterpreted_batch_ndims = 1});
  const Array samples = factorial_mog.sample({1000}, Key(1));
  const Array log_density = factorial_mog.log_prob(samples);
  std::cout << factorial_mog << "\nmean of 1000 draws " << ravel(mean(samples, {.axes = {0}}))
            << ", exactly " << ravel(factorial_mog.mean()) << "\nmean log density "
            << mean(log_density) << "\n";

  // The same, term by term.
  const Array z = (expand_dims(samples, 2) - mu) / sigma;
  const Array terms = exp(-0.5 * square(z)) / (sigma * std::sqrt(2 * std::numbers::pi));
  const Array expected = sum(log(mean(squeeze(terms, -1), {.axes = {-1}})), {.axes = {-1}});
  const double error = max(abs(log_density - expected)).item();
  const double distance = max(abs(mean(samples, {.axes = {0}}) - factorial_mog.mean())).item();
  results.add("mean log density", mean(log_density));
  results.expect_near("error of log densities", error, 0, 1e-12);
  results.expect_near("distance of means", distance, 0, 0.5);
  return results.finish();
}
